"""Lists that the secretariat imports, as lines or as a file (rules B3, B8, B9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chassis.kernel.refusal import Code, refuse, refuse_unless

from . import reading

Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True)
class ListForm:
    """What a list looks like: the columns of its file, those that need not be there, and how many lines an import takes.

    `invalid` is for no line, too many, and lines beside a file, `unreadable` for a file that is none; both tell the limit.
    """

    columns: tuple[reading.Titles, ...]
    optional: tuple[reading.Titles, ...] = ()
    limit: int
    invalid: Code
    unreadable: Code


def imported_lines(
    given: Sequence[Line], file: str, form: ListForm, line: Callable[[int, tuple[str, ...]], Line]
) -> Sequence[Line]:
    """The lines that an import brings, 1 to the form's limit; `line` makes one of a file's, by its number and cells.

    Refuses with the form's codes.
    """
    refuse_unless(bool(given) != bool(file), form.invalid, limit=form.limit)
    lines = given or [line(number, cells) for number, cells in _read(file, form)]
    refuse_unless(1 <= len(lines) <= form.limit, form.invalid, limit=form.limit)
    return lines


def _read(file: str, form: ListForm) -> list[tuple[int, tuple[str, ...]]]:
    try:
        return reading.lines(file, form.columns, form.optional, limit=form.limit)
    except reading.TooLongError:
        refuse(form.invalid, limit=form.limit)
    except reading.UnreadableError:
        refuse(form.unreadable, limit=form.limit)
