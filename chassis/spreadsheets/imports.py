"""Lists that are imported, as lines or as a file (rules B3, B8, B9, K3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..kernel.refusal import Code, refuse, refuse_unless
from ..refusals import K3_FILE_UNREADABLE, K3_LIST_INVALID, K3_MERGED_CELLS
from . import reading, workbook
from .columns import Columns, example

Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True)
class ListForm:
    """Describes the file of a list: its columns, and how many lines an import may have.

    `invalid` refuses an import with no line, with too many, or with lines and a file at once; `unreadable` refuses a file
    that is not such a table. Both texts state the limit.
    """

    columns: Columns
    limit: int
    invalid: Code = K3_LIST_INVALID
    unreadable: Code = K3_FILE_UNREADABLE


def imported_lines(
    lines: Sequence[Line], file: str, form: ListForm, make_line: Callable[[int, tuple[str, ...]], Line]
) -> Sequence[Line]:
    """Return the lines of an import: `lines` itself, or the lines of the file, each made by `make_line(number, cells)`.

    Refuses with the codes of the form, and K3_MERGED_CELLS.
    """
    refuse_unless(bool(lines) != bool(file), form.invalid, limit=form.limit)
    imported = lines or [make_line(number, cells) for number, cells in _read(file, form)]
    refuse_unless(1 <= len(imported) <= form.limit, form.invalid, limit=form.limit)
    return imported


def _read(file: str, form: ListForm) -> list[tuple[int, tuple[str, ...]]]:
    """Return the lines of a file but for the template's example, which people leave in."""
    needed = [column.accepted for column in form.columns if not column.optional]
    optional = [column.accepted for column in form.columns if column.optional]
    try:
        # one more than the limit: the example
        lines = reading.read_lines(file, needed, optional, limit=form.limit + 1)
    except reading.TooLongError:
        refuse(form.invalid, limit=form.limit)
    except workbook.MergedCellsError as error:
        refuse(K3_MERGED_CELLS, cells=error.cells)
    except reading.UnreadableError:
        if form.unreadable is K3_FILE_UNREADABLE:
            names = ", ".join(column.name for column in form.columns if not column.optional)
            refuse(K3_FILE_UNREADABLE, limit=form.limit, columns=names)
        refuse(form.unreadable, limit=form.limit)
    return [(number, cells) for number, cells in lines if cells != example(form.columns)]
