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
    """Describes the file of a list: its required and its optional columns, and how many lines an import may have.

    `invalid` refuses an import with no line, with too many, or with lines and a file at once; `unreadable` refuses a file
    that is not such a table. Both texts state the limit.
    """

    columns: tuple[reading.Titles, ...]
    optional: tuple[reading.Titles, ...] = ()
    limit: int
    invalid: Code
    unreadable: Code


def imported_lines(
    lines: Sequence[Line], file: str, form: ListForm, make_line: Callable[[int, tuple[str, ...]], Line]
) -> Sequence[Line]:
    """Return the lines of an import: `lines` itself, or the lines of the file, each made by `make_line(number, cells)`.

    Refuses with the codes of the form.
    """
    refuse_unless(bool(lines) != bool(file), form.invalid, limit=form.limit)
    imported = lines or [make_line(number, cells) for number, cells in _read(file, form)]
    refuse_unless(1 <= len(imported) <= form.limit, form.invalid, limit=form.limit)
    return imported


def _read(file: str, form: ListForm) -> list[tuple[int, tuple[str, ...]]]:
    try:
        return reading.read_lines(file, form.columns, form.optional, limit=form.limit)
    except reading.TooLongError:
        refuse(form.invalid, limit=form.limit)
    except reading.UnreadableError:
        refuse(form.unreadable, limit=form.limit)
