"""K3: each list has one form, in which it is filled in, imported and exported."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from chassis.refusals import K3_LINE_EMPTY, K3_LINE_TWICE
from chassis.spreadsheets import columns, reading, writing
from chassis.spreadsheets.faults import MAX_LINE_FAULTS, ListFault, tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from tests.unit.chassis.spreadsheets.books import book, cell, row

FORM = ListForm(columns=columns.REVIEWERS, limit=2)
HEAD = row(cell("account_id") + cell("organisation_uscc"), 1)


def lines(content: bytes, form: ListForm = FORM) -> list[tuple[int, tuple[str, ...]]]:
    """Return the lines of a file as an import gets them."""
    file = base64.b64encode(content).decode()
    return list(imported_lines((), file, form, lambda number, cells: (number, cells)))


def code_of(content: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Refusal) as caught:
        lines(content)
    return caught.value.code.name


@pytest.mark.parametrize("name", columns.IMPORTED)
def test_k3_optional_columns_come_last_and_every_heading_is_known(name: str) -> None:
    """K3: lines come in the order of the columns; an import knows the template's headings, the names and the Chinese titles."""
    listed = columns.IMPORTED[name]
    optional = [column.optional for column in listed]
    assert optional == sorted(optional)
    accepted = [title for column in listed for title in column.accepted]
    assert len(set(accepted)) == len(accepted)
    for column in listed:
        for title in (column.title, column.name, column.zh):
            assert reading.typed(title).strip("*") in column.accepted


@pytest.mark.parametrize("write", [writing.as_csv, writing.as_xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("name", columns.IMPORTED)
def test_k3_the_example_of_a_template_is_passed_over_unless_it_was_changed(name: str, write: Any) -> None:
    """K3: a template with a line more has this line alone; its example counts for the limit no more than a blank line."""
    listed = columns.IMPORTED[name]
    form = ListForm(columns=listed, limit=1)
    own = tuple(f"{text}1" for text in columns.example(listed))
    content = write(columns.titles(listed), [columns.example(listed), own])
    assert lines(content, form) == [(3, own)]
    with pytest.raises(Refusal) as caught:
        lines(write(columns.titles(listed), [columns.example(listed)]), form)
    assert caught.value.code.name == "K3_LIST_INVALID"


@pytest.mark.parametrize("write", [writing.as_csv, writing.as_xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@a", "＝1", "'x", "12110199000000027X", "00123"])
def test_k3_what_is_exported_is_imported_as_it_was(write: Any, text: str) -> None:
    """K3: the guard of a text that a program would take for a formula goes again; digits and zeros stay."""
    assert lines(write(columns.titles(columns.REVIEWERS), [("a", text)])) == [(2, ("a", text.removeprefix("'")))]


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        ("A2:A3", True),
        ("A2:B2", True),
        ("B1:B2", True),
        ("A1:B1", False),
        ("A2:A2", False),
        ("BZ2:BZ9", False),
        ("?", False),
    ],
)
def test_k3_merged_cells_are_refused_unless_only_titles_are_merged(cells: str, refused: bool) -> None:
    """K3: all but the first of merged cells are empty in the file: an empty organisation or track would mean another thing."""
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells><sheetData>'
    content = book(HEAD + row(cell("x") + cell("y"), 2) + merged)
    if refused:
        assert code_of(content) == "K3_MERGED_CELLS"
    else:
        assert lines(content) == [(2, ("x", "y"))]


def test_k3_files_in_the_encodings_of_office_programs_are_read() -> None:
    """K3: UTF-8 with and without a mark, GB 18030; one line too many and none are refused, and so is another table."""
    text = "账号,所在单位\r\n甲,\r\n\r\n,\r\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        assert lines(text.encode(encoding)) == [(2, ("甲", ""))]
    assert code_of(b"account_id\n1\n2\n3\n") == "K3_LIST_INVALID"
    assert code_of(b"account_id\n") == "K3_LIST_INVALID"
    assert code_of(b"name\nx\n") == "K3_FILE_UNREADABLE"


def test_k3_an_answer_names_the_first_faults_by_line_and_counts_all() -> None:
    told: list[int] = []
    answer = SimpleNamespace(fault_count=0, faults=SimpleNamespace(add=lambda line, **_: told.append(line)))
    codes = (K3_LINE_EMPTY, K3_LINE_TWICE)
    tell_faults(answer, [ListFault.of(line, "", codes[line % 2]) for line in range(MAX_LINE_FAULTS + 9, 0, -1)])
    assert answer.fault_count == MAX_LINE_FAULTS + 9
    assert told == list(range(1, MAX_LINE_FAULTS + 1))
