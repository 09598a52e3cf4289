"""B9: lists come as files of office programs; each line keeps its number, and what is none is refused."""

from __future__ import annotations

import base64

import pytest

from services.registration.adapters import sheets
from services.registration.adapters.lists import as_csv, as_xlsx

HEAD = ("severity", "note", "word")
ROWS = (("refuse", "x", "一二"), ("", "", ""), ("human", "", "三"))
COLUMNS = (("word",), ("severity",))


@pytest.mark.parametrize("made", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_b9_columns_are_found_by_name_and_lines_keep_their_numbers(made: object) -> None:
    """B9: blank lines are left out and counted."""
    assert callable(made)
    content = base64.b64encode(made(HEAD, ROWS)).decode()
    assert sheets.lines(content, COLUMNS) == [(2, ("一二", "refuse")), (4, ("三", "human"))]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"word;severity\n", b"word\nx\n", b"PK\x03\x04 no book", b'word,severity\n"open', b"a\x00b"],
)
def test_b9_what_is_no_such_file_is_told(raw: bytes) -> None:
    """B9: not UTF-8, no such columns, no workbook, quotes that never end."""
    with pytest.raises(sheets.UnreadableError):
        sheets.lines(base64.b64encode(raw).decode(), COLUMNS)


def test_b9_what_is_not_base64_and_what_is_too_long_is_told() -> None:
    """B9: bounds are the file's own."""
    with pytest.raises(sheets.UnreadableError):
        sheets.lines("一", COLUMNS)
    rows = "word,severity\n" + "x,human\n" * (sheets.MAX_LINES + 1)
    with pytest.raises(sheets.UnreadableError):
        sheets.lines(base64.b64encode(rows.encode()).decode(), COLUMNS)
