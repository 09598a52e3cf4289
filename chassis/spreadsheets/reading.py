"""Reads tables that an office program made (rules B3, B8, B9): CSV in UTF-8 or GB 18030, and XLSX."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator, Sequence

import unicodedata2 as unicodedata

from chassis.text.chinese import simplified
from chassis.text.visible import is_invisible

from . import workbook

# the titles that a column may have, as `typed` returns them
Titles = tuple[str, ...]

# how people keep an office program from taking a code for a number, or a text for a formula
_FORMULA_OF_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_GUARD = re.compile(r"'(?=[0-9A-Za-z=+\-@\t\r＝＋－＠])")
_BYTE_ORDER_MARK = "\ufeff"
# what marks a column that must be filled in
_TITLE_MARKS = "*:："


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
        titles = [typed(cell).strip(_TITLE_MARKS) for cell in first_row]
        positions = [_position(titles, accepted) for accepted in columns]
        if None in positions:
            raise UnreadableError
        positions += [_position(titles, accepted) for accepted in optional]
        lines = []
        for number, row in rows:
            cells = tuple(
                _text(row[position]) if position is not None and position < len(row) else "" for position in positions
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


def typed(cell: str) -> str:
    """Return a title or a value of a short list as it is compared: narrow, simplified, in small letters, without blanks."""
    narrow = unicodedata.normalize("NFKC", cell).casefold()
    return "".join(simplified(letter) for letter in narrow if not (letter.isspace() or is_invisible(letter)))


def _text(cell: str) -> str:
    """Return the text of a cell without what only told an office program that it is text."""
    text = cell.strip()
    formula = _FORMULA_OF_TEXT.fullmatch(text)
    return (
        formula[1].replace('""', '"') if formula else _GUARD.sub("", text, count=1) if _GUARD.match(text) else text
    ).strip()


def _csv_rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(raw).lstrip(_BYTE_ORDER_MARK)
    # number the rows as a spreadsheet does: a line break within quotes does not begin a row
    return enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1)


def _decoded(raw: bytes) -> str:
    """Return the text of a file in UTF-8, or in GB 18030 as office programs in China write it; raise UnicodeDecodeError."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030")
    return text if _BYTE_ORDER_MARK in text[:1] or not _is_gb2312(raw, text) else raw.decode("gb2312")


def _is_gb2312(raw: bytes, text: str) -> bool:
    """Return True if bytes that can be UTF-8 are rather common Chinese characters: 小伞 is also Сɡ.

    As UTF-8 nothing in it is Chinese, and what is not ASCII has no ASCII letter beside it, as accents in a word have.
    """
    if text.isascii() or _CHINESE.search(text) or _WITHIN_WORD.search(text):
        return False
    try:
        raw.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True


_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_WITHIN_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
