"""The first sheet of an XLSX workbook, row by row (rules B3, B8, B9).

Read as a stream of tags: no tree is built and nothing is laid out by where a cell says that it stands, so that a small file
with a cell in the last corner, or one that unpacks to gigabytes, costs no more than `MAX_BYTES` of reading."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import XMLParser

MAX_BYTES = 16 * 1024 * 1024  # unpacked, of all parts that are read
MAX_COLUMNS = 64  # cells further right are in no list of ours and are passed over
MAX_TEXT = 32_767  # characters of a cell, as the format has it
_MAX_DEPTH = 64
_MAX_SHEETS = 1_000
_PIECE = 64 * 1024
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(r"[1-9][0-9]{0,6}")
_INDEX = re.compile(r"[0-9]{1,9}")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"


class WorkbookError(ValueError):
    """It is no workbook of the format, or larger than any list."""


def rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row that the first sheet has; raises WorkbookError."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = _Parts(archive)
            sheet = _first_sheet(parts)
            strings = _Strings()
            if parts.has(_STRINGS):
                for piece in parts.pieces(_STRINGS):
                    strings.feed(piece)
                strings.end_of_part()
            read = _Rows(strings.found)
            for piece in parts.pieces(sheet):
                read.feed(piece)
                yield from read.taken()
            read.end_of_part()
            yield from read.taken()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, KeyError, ParseError) as error:
        raise WorkbookError from error


class _Parts:
    """The parts of the archive, within what may be unpacked of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._left = archive, MAX_BYTES

    def has(self, name: str) -> bool:
        return name in self._archive.namelist()

    def pieces(self, name: str) -> Iterator[bytes]:
        if self._archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookError
        with self._archive.open(name) as part:
            while piece := part.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:
                    raise WorkbookError
                yield piece


class _Tags:
    """A target of the parser: it knows which tags are open, by their bare names, and keeps nothing else."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self._parser = XMLParser(target=self, forbid_dtd=True)

    def feed(self, piece: bytes) -> None:
        self._parser.feed(piece)

    def end_of_part(self) -> None:
        """Nothing comes any more; raises ParseError where something is missing."""
        self._parser.close()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.open) == _MAX_DEPTH:
            raise WorkbookError
        self.open.append(tag.rpartition("}")[2])
        self.opened(self.open[-1], attributes)

    def end(self, _: str) -> None:
        self.closed(self.open.pop())

    def data(self, text: str) -> None:
        """Text between tags."""

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag was opened."""

    def closed(self, tag: str) -> None:
        """A tag was closed."""


class _Named(_Tags):
    """What tags of one name say in their attributes."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag, self.found = tag, list[Mapping[str, str]]()

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == self.tag:
            self.found.append(attributes)
            if len(self.found) > _MAX_SHEETS:
                raise WorkbookError


class _Texts(_Tags):
    """Text that is said in a cell or a shared string, without how it is pronounced (`rPh`)."""

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []
        self._length = 0

    def data(self, text: str) -> None:
        if self.open[-1] in ("t", "v") and "rPh" not in self.open:
            self._length += len(text)
            if self._length > MAX_TEXT:
                raise WorkbookError
            self._said.append(text)

    def said(self) -> str:
        """What was said since it was asked last."""
        text = "".join(self._said).strip()
        self._said, self._length = [], 0
        return text


class _Strings(_Texts):
    """Texts that cells refer to by number."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def closed(self, tag: str) -> None:
        if tag == "si":
            self.found.append(self.said())


class _Rows(_Texts):
    """Rows as they end."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self._strings = strings
        self._done: list[tuple[int, list[str]]] = []
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._kind = ""

    def taken(self) -> list[tuple[int, list[str]]]:
        """Those that ended since it was asked last."""
        done, self._done = self._done, []
        return done

    def opened(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":  # a row or a cell that does not say where it stands is the next one
            self._begin(attributes.get("r", str(self._row + 1)))
        elif tag == "c":
            place = attributes.get("r")
            self._column = _column(place) if place is not None else self._column + 1
            self._kind = attributes.get("t", "n")
            self.said()

    def closed(self, tag: str) -> None:
        if tag == "c" and self._column <= MAX_COLUMNS:
            self._cells[self._column] = self._value(self.said())
        elif tag == "row":
            width = max(self._cells, default=0)
            self._done.append((self._row, [self._cells.get(column, "") for column in range(1, width + 1)]))

    def _begin(self, number: str) -> None:
        if not _ROW.fullmatch(number) or int(number) <= self._row:
            raise WorkbookError
        self._row, self._column, self._cells = int(number), 0, {}

    def _value(self, text: str) -> str:
        if self._kind != "s" or not text:
            return text
        if not _INDEX.fullmatch(text) or int(text) >= len(self._strings):
            raise WorkbookError
        return self._strings[int(text)]


def _column(place: str) -> int:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise WorkbookError
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _first_sheet(parts: _Parts) -> str:
    sheets = _attributes(parts, _WORKBOOK, "sheet")
    if not sheets:
        raise WorkbookError
    identifier = sheets[0].get(_RELATION, sheets[0].get(_STRICT_RELATION))
    for relation in _attributes(parts, _RELATIONS, "Relationship"):
        if relation.get("Id") == identifier:
            return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    raise WorkbookError


def _attributes(parts: _Parts, name: str, tag: str) -> list[Mapping[str, str]]:
    read = _Named(tag)
    for piece in parts.pieces(name):
        read.feed(piece)
    read.end_of_part()
    return read.found
