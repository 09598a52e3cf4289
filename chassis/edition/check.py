"""Describe an edition file for `./dasai edition check FILE`."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from .load import inspect
from .mistakes import Mistake
from .rules import mistakes_in
from .schema import Edition
from .versions import adjusted, mistakes_since


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: the edition if the file is right, else what is wrong with it."""

    file: str
    edition: Edition | None
    mistakes: tuple[Mistake, ...]

    @property
    def ok(self) -> bool:
        """Return True if the file can be used."""
        return self.edition is not None and not self.mistakes

    @property
    def exit_code(self) -> int:
        """Return 0 if the file can be used, else 1."""
        return 0 if self.ok else 1


def check_file(path: str | PathLike[str], before: Edition | None = None) -> Report:
    """Check an edition file (A1); prints nothing and raises nothing for what the file holds.

    `before` is the version that was published before it, if any.
    """
    rules = mistakes_in if before is None else lambda new: [*mistakes_in(new), *mistakes_since(before, new)]
    edition, mistakes = inspect(path, rules)
    return Report(str(path), edition if not mistakes else None, tuple(mistakes))


def report_lines(path: str | PathLike[str], published: str | PathLike[str] | None = None) -> tuple[bool, list[str]]:
    """Return True if the file can be used, and the lines to print, Chinese and English.

    `published` is the file of the version before it, if it is to be checked that nothing registered under that one is touched
    (A1).
    """
    before = None
    if published is not None:
        # readable is enough: the rules may have become stricter since it was published
        before, mistakes = inspect(published, lambda _: [])
        if before is None or mistakes:
            return False, _mistake_lines(Report(str(published), None, tuple(mistakes)))
    report = check_file(path, before)
    edition = report.edition
    if edition is None:
        return False, _mistake_lines(report)
    tracks, topics, divisions = len(edition.tracks), len(edition.topics), len(edition.divisions)
    table = edition.timetable
    return True, [
        f"{report.file}：届次文件有效 / the edition file is valid",
        f"  {edition.official_name}，第 {edition.version} 版 / version {edition.version}",
        f"  {tracks} 个赛道、{topics} 个赛题方向、{divisions} 个分赛"
        f" / {tracks} tracks, {topics} topics, {divisions} divisions",
        *(
            f"  {entry.date} {entry.zh} / {entry.en}"
            for entry in (table.applications_until, table.contest_reports_until, table.division_reports_until)
        ),
        f"  {table.final_month.month} {table.final_month.zh} / {table.final_month.en}",
        *(() if before is None else _adjustment_lines(before, edition)),
    ]


def _mistake_lines(report: Report) -> list[str]:
    count = len(report.mistakes)
    head = f"{report.file}：有 {count} 处错误 / {count} mistake(s)"
    return [head, *(f"  {mistake}" for mistake in report.mistakes)]


def _adjustment_lines(before: Edition, edition: Edition) -> list[str]:
    change = adjusted(before, edition)
    rows = (
        ("新增", "added", change.added),
        ("关闭", "closed", change.closed),
        ("重新开放", "opened again", change.opened),
        ("新的必填内容或必交材料", "newly required of every team", change.required),
    )
    return [
        f"  第 {before.version} 版的赛道、赛题和编号均予保留 / tracks, topics and ids of version {before.version} stand",
        *(f"  {zh} / {en}: {', '.join(keys)}" for zh, en, keys in rows if keys),
    ]
