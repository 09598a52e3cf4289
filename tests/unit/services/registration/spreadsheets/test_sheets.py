"""B9: lists come as files of office programs; each line keeps its number, and what is none is refused."""

from __future__ import annotations

import base64

import pytest

from services.registration.spreadsheets import reading
from services.registration.spreadsheets.writing import as_csv, as_xlsx
from tests.unit.services.registration.spreadsheets.books import book, cell, row

HEAD = ("severity", "note", "word")
ROWS = (("refuse", "x", "一二"), ("", "", ""), ("human", "", "三"))
COLUMNS = (("word",), ("severity",))


@pytest.mark.parametrize("made", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_b9_columns_are_found_by_name_and_lines_keep_their_numbers(made: object) -> None:
    """B9: blank lines are left out and counted."""
    assert callable(made)
    content = base64.b64encode(made(HEAD, ROWS)).decode()
    assert reading.lines(content, COLUMNS, limit=2) == [(2, ("一二", "refuse")), (4, ("三", "human"))]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"word;severity\n", b"word\nx\n", b"PK\x03\x04 no book", b'word,severity\n"open', b"a\x00b"],
)
def test_b9_what_is_no_such_file_is_told(raw: bytes) -> None:
    """B9: neither UTF-8 nor GB 18030, no such columns, no workbook, quotes that never end."""
    with pytest.raises(reading.UnreadableError):
        read(raw)


def test_b9_what_is_not_base64_and_what_is_too_long_is_told() -> None:
    """B9: told apart; as many lines as may be are read."""
    with pytest.raises(reading.UnreadableError):
        reading.lines("一", COLUMNS, limit=3)
    rows = b"word,severity\n" + b"x,human\n" * 4
    with pytest.raises(reading.TooLongError):
        read(rows)
    assert len(read(rows, limit=4)) == 4


def read(raw: bytes, limit: int = 3) -> list[tuple[int, tuple[str, ...]]]:
    """The lines of a file."""
    return reading.lines(base64.b64encode(raw).decode(), COLUMNS, limit=limit)


TITLES = row(cell("word") + cell("severity"), 1)


@pytest.mark.parametrize("corner", ["XFD1048576", "AZ1048576", "D1048576"])
def test_b9_a_cell_far_from_the_list_costs_nothing(corner: str) -> None:
    """B9: a table laid out up to that cell would be 17 thousand million cells; it is no line of the list."""
    rows = TITLES + row(cell("一", "A2") + cell("human", "B2"), 2) + row(cell("x", corner), 1_048_576)
    assert read(book(rows)) == [(2, ("一", "human"))]


def test_b9_cells_and_rows_are_read_with_or_without_their_places() -> None:
    """B9: shared texts in pieces, without how they are pronounced; numbers; rows and cells left out keep their count."""
    strings = "<si><r><t>一</t></r><r><t> 二</t></r><rPh><t>yi</t></rPh></si><si><t> human </t></si>"
    rows = row(cell("word") + "<c/>" + cell("severity"))
    rows += row('<c t="s"><v>0</v></c><c r="C5" t="s"><v>1</v></c>', 5)
    rows += row("<c><v>12</v></c><c/>" + cell("refuse"))
    assert read(book(rows, strings)) == [(5, ("一 二", "human")), (6, ("12", "refuse"))]


LINE = row(cell("一") + cell("human"))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(book(TITLES + LINE + "<a>" + " " * 17_000_000 + "</a>"), id="17 MB in 17 kB"),
        pytest.param(book(TITLES + row(cell("x" * 1000)) * 20_000), id="the same line over and over"),
        pytest.param(book(TITLES + row(cell("x"), 3) * 2), id="a row twice"),
        pytest.param(book(TITLES + row(cell("x" * 32_768))), id="more in a cell than a cell holds"),
        pytest.param(book(TITLES + row('<c t="s"><v>0</v></c>')), id="a text that is not there"),
        pytest.param(book(TITLES + row(cell("x", "ZZZZ9"))), id="a place that there is not"),
        pytest.param(book(TITLES + "<a>" * 100 + "</a>" * 100), id="tags in tags"),
        pytest.param(book(TITLES + "<row>"), id="not to its end"),
        pytest.param(book(TITLES, target="nowhere.xml"), id="no sheet"),
        pytest.param(book(TITLES + LINE)[:-30], id="cut off"),
    ],
)
def test_b9_a_workbook_that_is_none_or_too_large_is_told(raw: bytes) -> None:
    """B9: refused, and a right one of as many lines as may be is read."""
    with pytest.raises(reading.UnreadableError):
        read(raw, limit=20_000)
    with pytest.raises(reading.TooLongError):
        read(book(TITLES + LINE * 4))
    assert len(read(book(TITLES + LINE * 3))) == 3
