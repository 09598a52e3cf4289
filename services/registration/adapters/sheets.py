"""Tables that an office program made, as lines (rule B9): CSV in UTF-8 and XLSX."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator

import python_calamine

MAX_LINES = 20_000


class UnreadableError(ValueError):
    """It is no such file, or its first line does not name the columns."""


def lines(content: str, columns: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    """Number and cells of each line that holds anything; `content` is base64, `columns` name what to read of the sheet."""
    try:
        raw = base64.b64decode(content, validate=True)
        rows = _sheet(raw) if raw.startswith(b"PK") else _text(raw)
        head = [cell.strip().casefold() for cell in next(rows, [])]
        places = [head.index(column) for column in columns]
        found = []
        for number, row in enumerate(rows, 2):
            if number > MAX_LINES:
                raise UnreadableError
            cells = tuple(row[place].strip() if place < len(row) else "" for place in places)
            if any(cells):
                found.append((number, cells))
        return found
    except (ValueError, csv.Error, python_calamine.CalamineError) as error:
        raise UnreadableError from error


def _text(raw: bytes) -> Iterator[list[str]]:
    # read row by row as a spreadsheet numbers them: a line break within quotes begins no line
    return iter(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def _sheet(raw: bytes) -> Iterator[list[str]]:
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw)) as book:
        for row in book.get_sheet_by_index(0).iter_rows():
            yield [str(cell) for cell in row]
