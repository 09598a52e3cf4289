"""The index of a dossier: a workbook of all teams and files, with links into the unpacked folders (rule K3)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import xlsxwriter

# a sheet has at most 65,530 links, by the format; further paths are plain text
_MOST_LINKS = 65_000
_WIDTH = 24


class IndexBook:
    """A workbook in a file of its own, written line by line in bounded memory; every cell is text, and no formula."""

    def __init__(self, path: Path, **sheets: Sequence[str]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False, "tmpdir": str(path.parent)}  # fmt: skip
        self._book = xlsxwriter.Workbook(str(path), options)
        bold = self._book.add_format({"bold": True})
        self._link = self._book.get_default_url_format()
        self._sheets = {name: self._book.add_worksheet(name) for name in sheets}
        self._lines = dict.fromkeys(sheets, 0)
        for name, titles in sheets.items():
            sheet = self._sheets[name]
            sheet.set_column(0, len(titles) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(titles):
                sheet.write_string(0, column, title, bold)

    def add(self, name: str, cells: Sequence[str], path: str = "") -> None:
        """Add a line to a sheet; its last cell is a link to `path`, relative to the workbook."""
        self._lines[name] += 1
        sheet, line = self._sheets[name], self._lines[name]
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, cell)
        if path and line <= _MOST_LINKS:
            sheet.write_url(line, len(cells), f"external:{path}", self._link, path)
        elif path:
            sheet.write_string(line, len(cells), path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
