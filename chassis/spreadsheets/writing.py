"""Writes lists as files for office programs: CSV and XLSX (rule K3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import unicodedata2 as unicodedata
import xlsxwriter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# an office program takes a cell that begins so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list as UTF-8 with a byte-order mark, by which office programs know it; no cell is run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(titles)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the list as a workbook of one sheet; every cell is text, no cell is a formula or a link."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return content.getvalue()


def _harmless(cell: str) -> str:
    # a program may make the wide form of a sign narrow, and leave out blanks before it
    return f"'{cell}" if unicodedata.normalize("NFKC", cell.lstrip(" \u3000")[:1]).startswith(_FORMULA) else cell
