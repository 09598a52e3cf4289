"""Mistakes in an edition file: where, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[str | int, ...]


def written(place: Place) -> str:
    """Return a place as people read it: `tracks[3].topics[1].title`, counted from 0; the whole file is `(file)`."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "(file)"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in an edition file. `line` counts from 1; `code` is stable, and begins with its rule id if there is one."""

    place: Place
    code: str
    zh: str
    en: str
    line: int = 0

    @property
    def path(self) -> str:
        """Return the place in the file, for example `tracks[3].topics[1].title`."""
        return written(self.place)

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.path} [{self.code}] {self.zh} / line {self.line}: {self.en}"


class EditionError(Exception):
    """The edition file can't be used. `mistakes` holds everything found, in the order of the file's lines."""

    def __init__(self, file: str, mistakes: Sequence[Mistake]) -> None:
        self.file = file
        self.mistakes = tuple(mistakes)
        super().__init__(file, self.mistakes)

    def __str__(self) -> str:
        count = len(self.mistakes)
        head = f"{self.file}：届次文件有 {count} 处错误 / {count} mistake(s) in the edition file"
        return "\n".join([head, *(f"  {mistake}" for mistake in self.mistakes)])
