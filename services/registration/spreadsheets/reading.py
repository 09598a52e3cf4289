"""Reads tables that an office program made (rules B3, B8, B9): CSV in UTF-8 or GB 18030, and XLSX."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator, Sequence

from . import workbook

# the titles that a column may have, in lower case
Titles = tuple[str, ...]


class UnreadableError(ValueError):
    """The file is not a table, or its first row does not name the columns."""


class TooLongError(Exception):
    """The table has more lines than allowed."""


def read_lines(
    content: str, columns: Sequence[Titles], optional: Sequence[Titles] = (), *, limit: int
) -> list[tuple[int, tuple[str, ...]]]:
    """Return the number and the cells of each line that is not empty, numbered as a spreadsheet numbers its rows.

    The cells come in the order of `columns`, then `optional`; a cell is '' if the file lacks an optional column.
    `content` is base64. Raises UnreadableError, and TooLongError if there are more than `limit` lines.
    """
    try:
        raw = base64.b64decode(content, validate=True)
        rows = workbook.read_rows(raw) if raw.startswith(b"PK") else _csv_rows(raw)
        _, first_row = next(rows, (0, []))
        titles = [cell.strip().casefold() for cell in first_row]
        positions = [_position(titles, accepted) for accepted in columns]
        if None in positions:
            raise UnreadableError
        positions += [_position(titles, accepted) for accepted in optional]
        lines = []
        for number, row in rows:
            cells = tuple(
                row[position].strip() if position is not None and position < len(row) else "" for position in positions
            )
            if any(cells):
                lines.append((number, cells))
            if len(lines) > limit:
                raise TooLongError
        return lines
    except (ValueError, csv.Error) as error:
        raise UnreadableError from error


def _position(titles: list[str], accepted: Titles) -> int | None:
    return next((titles.index(title) for title in accepted if title in titles), None)


def _csv_rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:  # office programs in China write GB 18030
        text = raw.decode("gb18030")
    # number the rows as a spreadsheet does: a line break within quotes does not begin a row
    return enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1)
