"""B9: lists come as files of office programs; each line keeps its number, and any other file is refused."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
from collections.abc import Callable

import pytest

from chassis.spreadsheets import reading
from chassis.spreadsheets.writing import as_csv, as_xlsx
from tests.unit.chassis.spreadsheets.books import book, cell, package, row, workbook, worksheet

HEAD = ("severity", "note", "word")
ROWS = (("refuse", "x", "一二"), ("", "", ""), ("human", "", "三"))
COLUMNS = (("word",), ("severity",))


@pytest.mark.parametrize("write", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_b9_columns_are_found_by_name_and_lines_keep_their_numbers(write: Callable[..., bytes]) -> None:
    """B9: blank lines are left out, and counted."""
    content = base64.b64encode(write(HEAD, ROWS)).decode()
    assert reading.read_lines(content, COLUMNS, limit=2) == [(2, ("一二", "refuse")), (4, ("三", "human"))]


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"word;severity\n", b"word\nx\n", b"PK\x03\x04 no book", b'word,severity\n"open', b"a\x00b"],
)
def test_b9_a_file_that_is_not_such_a_table_is_refused(raw: bytes) -> None:
    """B9: neither UTF-8 nor GB 18030, other columns, not a workbook, quotes that never end."""
    with pytest.raises(reading.UnreadableError):
        read(raw)


def test_b9_an_unreadable_file_and_a_long_one_have_different_refusals() -> None:
    """B9: text that is not base64 is unreadable; one line too many is too long; as many lines as allowed are read."""
    with pytest.raises(reading.UnreadableError):
        reading.read_lines("一", COLUMNS, limit=3)
    rows = b"word,severity\n" + b"x,human\n" * 4
    with pytest.raises(reading.TooLongError):
        read(rows)
    assert len(read(rows, limit=4)) == 4


def read(raw: bytes, limit: int = 3) -> list[tuple[int, tuple[str, ...]]]:
    """Return the lines of a file."""
    return reading.read_lines(base64.b64encode(raw).decode(), COLUMNS, limit=limit)


TITLES = row(cell("word") + cell("severity"), 1)
LINE = row(cell("一") + cell("human"))


@pytest.mark.parametrize("corner", ["XFD1048576", "AZ1048576", "D1048576"])
def test_b9_a_cell_far_from_the_list_costs_nothing(corner: str) -> None:
    """B9: a table laid out up to that cell would have 17 thousand million cells; the cell is no line of the list."""
    rows = TITLES + row(cell("一", "A2") + cell("human", "B2"), 2) + row(cell("x", corner), 1_048_576)
    assert read(book(rows)) == [(2, ("一", "human"))]


def test_b9_cells_and_rows_are_read_with_or_without_their_positions() -> None:
    """B9: shared texts in pieces, without their pronunciation; numbers; rows and cells that are left out are counted."""
    strings = "<si><r><t>一</t></r><r><t> 二</t></r><rPh><t>yi</t></rPh></si><si><t> human </t></si>"
    rows = row(cell("word") + "<c/>" + cell("severity"))
    rows += row('<c t="s"><v>0</v></c><c r="C5" t="s"><v>1</v></c>', 5)
    rows += row("<c><v>12</v></c><c/>" + cell("refuse"))
    assert read(book(rows, strings)) == [(5, ("一 二", "human")), (6, ("12", "refuse"))]


def test_b9_digits_and_error_values_are_read_as_they_are_written() -> None:
    """B9: a code of 18 digits that a program wrote as a number keeps each digit; a failed formula is no empty cell."""
    rows = TITLES + row('<c><v>911101990000000190</v></c><c t="e"><v>#N/A</v></c>')
    rows += row('<c t="str"><f>A1</f><v>一</v></c><c t="b"><v>1</v></c>')
    assert read(book(rows)) == [(2, ("911101990000000190", "#N/A")), (3, ("一", "1"))]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("一_x000D_", "一"),
        ("一_x000D_\n二", "一\r\n二"),
        ("_x4E00_", "一"),
        ("a_x005F_x000D_", "a_x000D_"),
        ("a_x0000_", "a_x0000_"),
        ("a_xD800_", "a_xD800_"),
        ("a_x00D_", "a_x00D_"),
    ],
)
def test_b9_escaped_characters_are_read_as_the_office_program_shows_them(written: str, text: str) -> None:
    """B9: Excel writes a pasted carriage return so; a name that ends with one is the name. Control characters stay escaped."""
    assert read(book(TITLES + row(cell(written) + cell("human")))) == [(2, (text, "human"))]


def test_b9_the_first_sheet_that_a_person_sees_is_read() -> None:
    """B9: neither a chart nor a hidden sheet that comes before it; the parts may have other names than Excel's."""
    sheets = '<sheet name="chart" r:id="c"/><sheet name="old" r:id="h" state="{}"/><sheet name="list" r:id="l"/>'
    related = {
        "c": ("chartsheet", "chart.xml"),
        "h": ("worksheet", "/tables/hidden.xml"),
        "l": ("worksheet", "/tables/List.xml"),
        "s": ("sharedStrings", "../words.xml"),
    }
    parts = {
        "tables/hidden.xml": worksheet(TITLES + row(cell("x") + cell("refuse"))),
        "tables/list.xml": worksheet(TITLES + row('<c t="s"><v>0</v></c>' + cell("human"))),
        "words.xml": "<sst><si><t>一</t></si></sst>",
    }
    for state in ("hidden", "veryHidden"):
        named = {"main/book22.xml": workbook(sheets.format(state))}
        assert read(package("main/book22.xml", related, named | parts)) == [(2, ("一", "human"))]
    named = {"main/book22.xml": workbook(sheets.format("visible"))}
    assert read(package("main/book22.xml", related, named | parts)) == [(2, ("x", "refuse"))]


def test_b9_a_workbook_in_the_strict_form_is_read() -> None:
    """B9: Excel can save with the namespaces of the ISO standard; all names of tags and relationships are then others."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(HEAD, ROWS))) as usual, zipfile.ZipFile(content, "w") as strict:
        for name in usual.namelist():
            text = usual.read(name)
            text = text.replace(
                b"schemas.openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/"
            )
            text = text.replace(
                b"schemas.openxmlformats.org/spreadsheetml/2006/", b"purl.oclc.org/ooxml/spreadsheetml/"
            )
            strict.writestr(name, text)
    assert read(content.getvalue()) == [(2, ("一二", "refuse")), (4, ("三", "human"))]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(book(TITLES + LINE + "<a>" + " " * 17_000_000 + "</a>"), id="17 MB in 17 kB"),
        pytest.param(book(TITLES + row(cell("x" * 1000)) * 20_000), id="the same line over and over"),
        pytest.param(book(TITLES + row("<c/>" * 1_000_000)), id="a million cells in 5 MB"),
        pytest.param(book(TITLES + row(cell("x"), 3) * 2), id="a row twice"),
        pytest.param(book(TITLES + row(cell("x" * 32_768))), id="more in a cell than a cell holds"),
        pytest.param(book(TITLES + row('<c t="s"><v>0</v></c>')), id="a text that is not there"),
        pytest.param(book(TITLES + row(cell("x", "ZZZZ9"))), id="a position that does not exist"),
        pytest.param(book(TITLES + "<a>" * 100 + "</a>" * 100), id="tags in tags"),
        pytest.param(book(TITLES + "<row>"), id="not to its end"),
        pytest.param(book(TITLES, target="nowhere.xml"), id="no sheet"),
        pytest.param(book(TITLES + LINE)[:-30], id="cut off"),
    ],
)
def test_b9_a_broken_or_too_large_workbook_is_refused(raw: bytes) -> None:
    """B9: refused; a good one is refused for its length alone, and read with as many lines as allowed."""
    with pytest.raises(reading.UnreadableError):
        read(raw, limit=20_000)
    with pytest.raises(reading.TooLongError):
        read(book(TITLES + LINE * 4))
    assert len(read(book(TITLES + LINE * 3))) == 3


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("\ufeffword,severity\n小伞,human\n".encode(), id="UTF-8 with its mark"),
        pytest.param("\ufeff\ufeffword,severity\n小伞,human\n".encode(), id="two marks"),
        pytest.param("\ufeffword,severity\n小伞,human\n".encode("gb18030"), id="GB 18030 with its mark"),
        pytest.param("word,severity\n小伞,human\n".encode("gbk"), id="GBK that is also UTF-8"),
        pytest.param("word,severity\n小伞,human\n".encode("gb18030"), id="GB 18030 without mark"),
    ],
)
def test_b9_a_list_is_read_in_the_encoding_of_any_office_program(raw: bytes) -> None:
    """B9: a mark before the first title is no part of it; what can be two encodings is the Chinese one."""
    assert read(raw) == [(2, ("小伞", "human"))]


@pytest.mark.parametrize("word", ["café", "Сбер", "при", "Ünal", "naïve"])
def test_b9_words_of_other_scripts_in_utf_8_stay_what_they_are(word: str) -> None:
    """B9: accents within a word and Cyrillic are no Chinese."""
    assert read(f"word,severity\n{word},human\n".encode()) == [(2, (word, "human"))]


@pytest.mark.parametrize("title", ["ｗｏｒｄ", " Word ", "wo\nrd", "*word", "word：", "wo\u200brd"])
def test_b9_titles_are_read_as_people_type_them(title: str) -> None:
    """B9: width, line breaks, blanks, a star for what must be filled in."""
    assert read(as_csv((title, "severity"), [("一", "human")])) == [(2, ("一", "human"))]
    assert read(as_xlsx((title, "severity"), [("一", "human")])) == [(2, ("一", "human"))]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('="911101990000000190"', "911101990000000190"),
        ("'911101990000000190", "911101990000000190"),
        ("'=一", "=一"),
        ("'＝一", "＝一"),
        ("'一'", "'一'"),
        ('="a""b"', 'a"b'),
        ("=A1", "=A1"),
    ],
)
def test_b3_what_only_keeps_a_code_from_being_a_number_is_no_part_of_it(written: str, text: str) -> None:
    """B3: a formula of one text, and the apostrophe that office programs and our own exports put before."""
    raw = b"word,severity\n" + f'"{written.replace(chr(34), chr(34) * 2)}",human\n'.encode()
    assert read(raw) == [(2, (text, "human"))]
    assert read(book(TITLES + row(cell(written.replace("&", "&amp;")) + cell("human")))) == [(2, (text, "human"))]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\u3000=", " @"])
def test_k3_no_cell_of_an_export_is_run_as_a_formula(sign: str) -> None:
    """K3: also if a program makes wide signs narrow; a text with the sign further inside is left alone."""
    content = as_csv(("a",), [(f"{sign}1+1",), (f"一{sign}1",)]).decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(content, newline=""))] == ["a", f"'{sign}1+1", f"一{sign}1"]
