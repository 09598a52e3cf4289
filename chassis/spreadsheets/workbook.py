"""Reads the first visible sheet of an XLSX workbook, row by row (rules B3, B8, B9, K3; docs/adr/0020).

The XML is read as a stream of tags. No tree is built, and no table is laid out by the positions that cells state, so a small
file with a cell in the last corner, or one that unpacks to gigabytes, costs no more than `MAX_BYTES` and `MAX_TAGS`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import XMLParser

MAX_BYTES = 16 * 1024 * 1024  # of all parts that are read, unpacked
MAX_TAGS = 1_000_000  # of all parts that are read; real cells state position and style, so their bytes run out first
MAX_COLUMNS = 64  # no list has a column further right: such cells are skipped
MAX_TEXT = 32_767  # characters in a cell, by the format
_MAX_DEPTH = 64
_MAX_ELEMENTS = 1_000  # sheets of a workbook, or relationships of a part
_PIECE = 64 * 1024
_POSITION = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MERGED = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6}):([A-Z]{1,3}[1-9][0-9]{0,6})")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")
_STRING_NUMBER = re.compile(r"[0-9]{1,9}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SHEET_RELATIONSHIP = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",  # of a workbook in the strict form
)


class WorkbookError(ValueError):
    """The file is not a workbook of the format, or is larger than any list."""


class MergedCellsError(Exception):
    """Cells of lines are merged: all but the first are empty in the file, and what the person meant by that can't be told."""

    def __init__(self, cells: str) -> None:
        super().__init__(cells)
        self.cells = cells


def read_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row of the first visible sheet; raise WorkbookError if it cannot be read.

    Raises MergedCellsError after the last row if cells below the first row are merged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _Parts(archive)
            sheet, strings = _sheet_and_strings(parts)
            shared = _SharedStrings(parts)
            if strings:
                for _ in shared.parse(strings):
                    pass
            rows = _Rows(parts, shared.texts)
            for _ in rows.parse(sheet):
                yield from rows.take_rows()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ParseError) as error:
        raise WorkbookError from error


class _Parts:
    """The parts of the archive, by name; all readers together may take `MAX_BYTES` and `MAX_TAGS` of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename.casefold(): entry for entry in archive.infolist()}
        self._bytes_left, self._tags_left = MAX_BYTES, MAX_TAGS

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the unpacked content of a part, piece by piece."""
        entry = self._entries[name.casefold()]
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookError
        with self._archive.open(entry) as part:
            while piece := part.read(_PIECE):
                self._bytes_left -= len(piece)
                if self._bytes_left < 0:
                    raise WorkbookError
                yield piece

    def count_tag(self) -> None:
        """Count one tag that a reader opened."""
        self._tags_left -= 1
        if self._tags_left < 0:
            raise WorkbookError


class _TagReader:
    """Follows the tags of one part as a target of the parser; it keeps the bare names of the open tags, nothing else."""

    def __init__(self, parts: _Parts) -> None:
        self._parts = parts
        self.open_tags: list[str] = []

    def parse(self, name: str) -> Iterator[None]:
        """Read the part to its end; yield after each piece, so that the caller can take what is complete.

        Raises ParseError if a tag is not closed.
        """
        parser = XMLParser(target=self, forbid_dtd=True)
        for piece in self._parts.pieces(name):
            parser.feed(piece)
            yield
        parser.close()
        yield

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._parts.count_tag()
        if len(self.open_tags) == _MAX_DEPTH:
            raise WorkbookError
        self.open_tags.append(tag.rpartition("}")[2])
        self.opened(self.open_tags[-1], attributes)

    def end(self, _: str) -> None:
        self.closed(self.open_tags.pop())

    def data(self, text: str) -> None:
        """Handle text between tags."""

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Handle a tag that was opened."""

    def closed(self, tag: str) -> None:
        """Handle a tag that was closed."""


class _Attributes(_TagReader):
    """Collects the attributes of all tags of one name."""

    def __init__(self, parts: _Parts, tag: str) -> None:
        super().__init__(parts)
        self._tag = tag
        self.collected: list[Mapping[str, str]] = []

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == self._tag:
            self.collected.append(attributes)
            if len(self.collected) > _MAX_ELEMENTS:
                raise WorkbookError


class _TextReader(_TagReader):
    """Collects the text of a cell or of a shared string, without its pronunciation (`rPh`)."""

    def __init__(self, parts: _Parts) -> None:
        super().__init__(parts)
        self._pieces: list[str] = []
        self._length = 0

    def data(self, text: str) -> None:
        if self.open_tags[-1] in ("t", "v") and "rPh" not in self.open_tags:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise WorkbookError
            self._pieces.append(text)

    def take_text(self) -> str:
        """Return the text since the last call."""
        text = _ESCAPE.sub(_character, "".join(self._pieces)).strip()
        self._pieces, self._length = [], 0
        return text


class _SharedStrings(_TextReader):
    """Collects the texts that cells refer to by number."""

    def __init__(self, parts: _Parts) -> None:
        super().__init__(parts)
        self.texts: list[str] = []

    def closed(self, tag: str) -> None:
        if tag == "si":
            self.texts.append(self.take_text())


class _Rows(_TextReader):
    """Collects the rows of a sheet."""

    def __init__(self, parts: _Parts, shared_texts: list[str]) -> None:
        super().__init__(parts)
        self._shared_texts = shared_texts
        self._complete: list[tuple[int, list[str]]] = []
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._cell_type = ""

    def take_rows(self) -> list[tuple[int, list[str]]]:
        """Return the rows that were completed since the last call."""
        rows, self._complete = self._complete, []
        return rows

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":  # a row or a cell that states no position is the next one
            self._begin_row(attributes.get("r", str(self._row + 1)))
        elif tag == "c":
            position = attributes.get("r")
            self._column = self._column + 1 if position is None else _column(position)
            self._cell_type = attributes.get("t", "n")
            self.take_text()
        elif tag == "mergeCell":
            self._check_merged(attributes.get("ref", ""))

    def _check_merged(self, cells: str) -> None:
        """Raise MergedCellsError unless only the titles are merged, or columns that no list has."""
        ends = _MERGED.fullmatch(cells)
        if ends is not None and ends[1] != ends[2]:
            row = _POSITION.fullmatch(ends[2])
            if row is not None and int(row[2]) > 1 and _column(ends[1]) <= MAX_COLUMNS:
                raise MergedCellsError(cells)

    def closed(self, tag: str) -> None:
        if tag == "c" and self._column <= MAX_COLUMNS:
            self._cells[self._column] = self._value(self.take_text())
        elif tag == "row":
            width = max(self._cells, default=0)
            self._complete.append((self._row, [self._cells.get(column, "") for column in range(1, width + 1)]))

    def _begin_row(self, number: str) -> None:
        if not _ROW_NUMBER.fullmatch(number) or int(number) <= self._row:
            raise WorkbookError
        self._row, self._column, self._cells = int(number), 0, {}

    def _value(self, text: str) -> str:
        if self._cell_type != "s" or not text:
            return text
        if not _STRING_NUMBER.fullmatch(text) or int(text) >= len(self._shared_texts):
            raise WorkbookError
        return self._shared_texts[int(text)]


def _column(position: str) -> int:
    match = _POSITION.fullmatch(position)
    if match is None:
        raise WorkbookError
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _character(escape: re.Match[str]) -> str:
    """Return the character that `_xHHHH_` stands for; the escape itself if XML forbids that character in plain text, too."""
    code = int(escape[1], 16)
    allowed = code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return chr(code) if allowed else escape[0]


def _sheet_and_strings(parts: _Parts) -> tuple[str, str]:
    """Return the names of two parts: the first visible worksheet, and the shared strings ('' if the workbook has none)."""
    package = _relationships(parts, "")
    workbook = next((target for kind, target in package.values() if kind == "officeDocument"), "")
    related = _relationships(parts, workbook)
    strings = next((target for kind, target in related.values() if kind == "sharedStrings"), "")
    for sheet in _attributes(parts, workbook, "sheet"):
        identifier = next((sheet[name] for name in _SHEET_RELATIONSHIP if name in sheet), "")
        kind, target = related.get(identifier, ("", ""))
        if kind == "worksheet" and sheet.get("state", "visible") == "visible":
            return target, strings
    raise WorkbookError


def _relationships(parts: _Parts, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the target of each relationship of a part, by identifier; '' stands for the whole package."""
    folder, name = posixpath.split(part)
    return {
        relationship.get("Id", ""): (
            posixpath.basename(relationship.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", ""))).lstrip("/"),
        )
        for relationship in _attributes(parts, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    }


def _attributes(parts: _Parts, part: str, tag: str) -> list[Mapping[str, str]]:
    reader = _Attributes(parts, tag)
    for _ in reader.parse(part):
        pass
    return reader.collected
