"""PDF: nothing but a PDF, open to everyone, in which nothing acts or is fetched and no stream grows without bounds."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from .defects import Defect, DefectError, Detail, require
from .pdf_actions import refuse_active

MAX_OBJECTS = 500_000
MAX_BYTES = 1024**3  # of all streams together, unpacked
# of each stream of the file's structure, unpacked, and of all of these
MAX_STRUCTURE, MAX_STRUCTURES = 64 * 1024 * 1024, 256 * 1024 * 1024
RATIO_FROM, MAX_RATIO = 8 * 1024 * 1024, 400
_PIECE = 256 * 1024
_TAIL = 2048
# the most bytes from the type of a stream to its keyword
_HEAD = 4096
_STRUCTURE = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")


def check(file: BinaryIO, path: Path) -> None:
    """Raise DefectError unless the file is a harmless PDF and nothing else."""
    _require_end(file)
    _check_structure_streams(file)
    try:
        with pikepdf.open(path, suppress_warnings=True, attempt_recovery=True) as document:
            require(not document.is_encrypted, Defect.ENCRYPTED, Detail.PDF_PASSWORD)
            require(len(document.objects) <= MAX_OBJECTS, Defect.BOMB, Detail.PDF_OBJECTS)
            _require_harmless(document)
            require(len(document.pages) > 0, Defect.DAMAGED, Detail.PDF_PAGES)
    except pikepdf.PasswordError:
        raise DefectError(Defect.ENCRYPTED, Detail.PDF_PASSWORD) from None
    except (pikepdf.PdfError, RecursionError, ValueError, RuntimeError):
        raise DefectError(Defect.DAMAGED, Detail.PDF) from None


def _require_end(file: BinaryIO) -> None:
    """Raise DefectError unless only the end of a line follows the last %%EOF."""
    size = file.seek(0, 2)
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    _, mark, behind = tail.rpartition(b"%%EOF")
    if not mark:
        raise DefectError(*((Defect.POLYGLOT, Detail.PDF_BEHIND) if _has_end(file) else (Defect.DAMAGED, Detail.PDF)))
    require(not behind.strip(b"\r\n\t \x00"), Defect.POLYGLOT, Detail.PDF_BEHIND)


def _has_end(file: BinaryIO) -> bool:
    file.seek(0)
    before = b""
    while data := file.read(_PIECE):
        if b"%%EOF" in before + data:
            return True
        before = data[-5:]
    return False


def _check_structure_streams(file: BinaryIO) -> None:
    """Raise DefectError if streams that the library unpacks whole as it opens the file are too large; unpack each once."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        unpacked, searched = 0, 0
        for stream_type in _STRUCTURE.finditer(content):
            until = stream_type.end() + _HEAD
            begins = content.find(b"stream", max(stream_type.end(), searched), until)
            if begins < 0:
                searched = max(searched, until - 5)
                continue
            searched = begins + 6
            unpacked += _unpacked_size(content, searched)
            require(unpacked <= MAX_STRUCTURES, Defect.BOMB, Detail.PDF_STREAMS)


def _unpacked_size(content: mmap.mmap, begins: int) -> int:
    """Return how many bytes a stream unpacks to, whose keyword ends there."""
    begins += next((len(end) for end in (b"\r\n", b"\n", b"\r") if content[begins : begins + len(end)] == end), 0)
    inflate, size = zlib.decompressobj(), 0
    try:
        while not inflate.eof and (data := content[begins : begins + _PIECE]):
            begins += len(data)
            while data and not inflate.eof:
                size += len(inflate.decompress(data, _PIECE))
                require(size <= MAX_STRUCTURE, Defect.BOMB, Detail.PDF_STREAMS)
                data = inflate.unconsumed_tail
    except zlib.error:
        return size  # not deflated, or not from here on: as large as it is in the file
    return size


def _require_harmless(document: pikepdf.Pdf) -> None:
    size = 0
    for item in document.objects:
        for part in _parts(item):
            if isinstance(part, pikepdf.Stream | pikepdf.Dictionary):
                refuse_active(part)
        if isinstance(item, pikepdf.Stream):
            size += _stream_size(item)
            require(size <= MAX_BYTES, Defect.BOMB, Detail.PDF_STREAMS)


def _parts(item: Any) -> Iterator[Any]:
    """Yield an object and the parts directly in it, but no indirect objects, which come by themselves."""
    waiting = [item]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, pikepdf.Stream | pikepdf.Dictionary):
            values = [value for _, value in part.items()]
        elif isinstance(part, pikepdf.Array):
            values = list(part)
        else:
            continue
        waiting += [
            value
            for value in values
            if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not getattr(value, "is_indirect", False)
        ]


def _stream_size(stream: Any) -> int:
    """Return how many bytes a stream unpacks to at most, through each deflation; other filters don't grow without bounds."""
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters or ()]
    require(len(names) <= 8, Defect.BOMB, Detail.PDF_FILTERS)
    raw = bytes(stream.read_raw_bytes())
    largest, data = len(raw), [raw]
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break
        size = 0
        inner: list[bytes] = []
        try:
            for piece in _inflate(b"".join(data)):
                size += len(piece)
                require(size <= MAX_BYTES // 4, Defect.BOMB, Detail.PDF_STREAMS)
                require(size <= RATIO_FROM or size <= MAX_RATIO * len(raw), Defect.BOMB, Detail.PDF_STREAMS)
                if len(names) > 1:
                    inner.append(piece)
        except zlib.error:
            break  # viewers can't read it either
        largest, data = max(largest, size), inner
    return largest


def _inflate(data: bytes) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    while data and not inflate.eof:
        yield inflate.decompress(data, _PIECE)
        data = inflate.unconsumed_tail
