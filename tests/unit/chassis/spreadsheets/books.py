"""Makes workbooks that no office program would write."""

from __future__ import annotations

import io
import zipfile

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK, _SHEET, _STRINGS = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def cell(text: str, position: str = "") -> str:
    """Return a cell with a text of its own; without a position it is the next one."""
    at = f' r="{position}"' if position else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>'


def row(cells: str, number: int | None = None) -> str:
    """Return a row; without a number it is the next one."""
    at = "" if number is None else f' r="{number}"'
    return f"<row{at}>{cells}</row>"


def book(rows: str, strings: str = "", target: str = "worksheets/sheet1.xml") -> bytes:
    """Return a workbook of one sheet with these rows and these shared strings; the workbook names `target` as the sheet."""
    parts = {_WORKBOOK: workbook('<sheet name="a" sheetId="1" r:id="r1"/>'), _SHEET: worksheet(rows)}
    related = {"r1": ("worksheet", target)}
    if strings:
        parts[_STRINGS] = f'<sst xmlns="{_MAIN}">{strings}</sst>'
        related["r2"] = ("sharedStrings", "sharedStrings.xml")
    return package(_WORKBOOK, related, parts)


def workbook(sheets: str) -> str:
    """Return the part that names the sheets."""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def worksheet(rows: str) -> str:
    """Return the part that holds the rows; it claims to reach to the last corner."""
    return f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'


def package(main: str, related: dict[str, tuple[str, str]], parts: dict[str, str]) -> bytes:
    """Return an archive with these parts, of which `main` is the workbook, with its relationships by identifier."""
    folder, _, name = main.rpartition("/")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", _relationships({"r1": ("officeDocument", main)}))
        archive.writestr(f"{folder}/_rels/{name}.rels", _relationships(related))
        for part, text in parts.items():
            archive.writestr(part, text)
    return content.getvalue()


def _relationships(related: dict[str, tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in related.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'
