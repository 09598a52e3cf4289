"""Tables that an office program made, as lines (rules B3, B8, B9): CSV in UTF-8 or GB 18030, and XLSX."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator, Sequence

from . import workbook

# the titles by which a column is known, any of them
Titles = tuple[str, ...]


class UnreadableError(ValueError):
    """It is no such file, or its first line does not name the columns."""


class TooLongError(Exception):
    """It has more lines than it may."""


def lines(
    content: str, columns: Sequence[Titles], optional: Sequence[Titles] = (), *, limit: int
) -> list[tuple[int, tuple[str, ...]]]:
    """Number and cells of each line that holds anything, as a spreadsheet numbers them; '' for an optional column not there.

    `content` is base64. Raises UnreadableError, and TooLongError for more than `limit` such lines.
    """
    try:
        raw = base64.b64decode(content, validate=True)
        rows = workbook.rows(raw) if raw.startswith(b"PK") else _text(raw)
        _, titled = next(rows, (0, []))
        head = [cell.strip().casefold() for cell in titled]
        places = [_place(head, titles) for titles in columns]
        if None in places:
            raise UnreadableError
        places += [_place(head, titles) for titles in optional]
        found = []
        for number, row in rows:
            cells = tuple(row[place].strip() if place is not None and place < len(row) else "" for place in places)
            if any(cells):
                found.append((number, cells))
            if len(found) > limit:
                raise TooLongError
        return found
    except (ValueError, csv.Error) as error:
        raise UnreadableError from error


def _place(head: list[str], titles: Titles) -> int | None:
    return next((head.index(title) for title in titles if title in head), None)


def _text(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:  # what office programs in China write
        text = raw.decode("gb18030")
    # read row by row as a spreadsheet numbers them: a line break within quotes begins no line
    return enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1)
