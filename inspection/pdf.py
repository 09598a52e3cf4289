"""PDF: only a PDF, open to everyone, nothing in it acts or is fetched, and no stream of it grows without bounds."""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from .actions import refuse_active
from .faults import Fault, FoundError, What, unless

MAX_OBJECTS = 500_000
MAX_BYTES = 1024**3  # that come out of all streams together
# that come out of those that hold the file's structure, each and together
MAX_STRUCTURE, MAX_STRUCTURES = 64 * 1024 * 1024, 256 * 1024 * 1024
RATIO_FROM, MAX_RATIO = 8 * 1024 * 1024, 400
_PIECE = 256 * 1024
_TAIL = 2048
# from the type of a stream to its keyword, at most
_HEAD = 4096
_STRUCTURE = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")


def check(file: BinaryIO, path: Path) -> None:
    """Raises FoundError."""
    _ends(file)
    _structure_streams(file)
    try:
        with pikepdf.open(path, suppress_warnings=True, attempt_recovery=True) as document:
            unless(not document.is_encrypted, Fault.ENCRYPTED, What.PDF_PASSWORD)
            unless(len(document.objects) <= MAX_OBJECTS, Fault.BOMB, What.PDF_OBJECTS)
            _harmless(document)
            unless(len(document.pages) > 0, Fault.DAMAGED, What.PDF_PAGES)
    except pikepdf.PasswordError:
        raise FoundError(Fault.ENCRYPTED, What.PDF_PASSWORD) from None
    except (pikepdf.PdfError, RecursionError, ValueError, RuntimeError):
        raise FoundError(Fault.DAMAGED, What.PDF) from None


def _ends(file: BinaryIO) -> None:
    """Behind the last %%EOF stands nothing but a line's end."""
    size = file.seek(0, 2)
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    _, mark, behind = tail.rpartition(b"%%EOF")
    if not mark:
        raise FoundError(*((Fault.POLYGLOT, What.PDF_BEHIND) if _has_end(file) else (Fault.DAMAGED, What.PDF)))
    unless(not behind.strip(b"\r\n\t \x00"), Fault.POLYGLOT, What.PDF_BEHIND)


def _has_end(file: BinaryIO) -> bool:
    file.seek(0)
    before = b""
    while data := file.read(_PIECE):
        if b"%%EOF" in before + data:
            return True
        before = data[-5:]
    return False


def _structure_streams(file: BinaryIO) -> None:
    """Streams that the library unpacks whole as it opens the file: looked at before it does, each once."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        came, searched = 0, 0
        for found in _STRUCTURE.finditer(content):
            until = found.end() + _HEAD
            begins = content.find(b"stream", max(found.end(), searched), until)
            if begins < 0:
                searched = max(searched, until - 5)
                continue
            searched = begins + 6
            came += _structure(content, searched)
            unless(came <= MAX_STRUCTURES, Fault.BOMB, What.PDF_STREAMS)


def _structure(content: mmap.mmap, begins: int) -> int:
    """How many bytes come out of a stream whose keyword ends there."""
    begins += next((len(end) for end in (b"\r\n", b"\n", b"\r") if content[begins : begins + len(end)] == end), 0)
    inflate, came = zlib.decompressobj(), 0
    try:
        while not inflate.eof and (data := content[begins : begins + _PIECE]):
            begins += len(data)
            while data and not inflate.eof:
                came += len(inflate.decompress(data, _PIECE))
                unless(came <= MAX_STRUCTURE, Fault.BOMB, What.PDF_STREAMS)
                data = inflate.unconsumed_tail
    except zlib.error:
        return came  # not deflated, or not on: no larger than it stands there
    return came


def _harmless(document: pikepdf.Pdf) -> None:
    came = 0
    for each in document.objects:
        for part in _parts(each):
            if isinstance(part, pikepdf.Stream | pikepdf.Dictionary):
                refuse_active(part)
        if isinstance(each, pikepdf.Stream):
            came += _size(each)
            unless(came <= MAX_BYTES, Fault.BOMB, What.PDF_STREAMS)


def _parts(each: Any) -> Iterator[Any]:
    """An object and what stands directly in it; what it only refers to comes by itself."""
    waiting = [each]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            inside = [value for _, value in one.items()]
        elif isinstance(one, pikepdf.Array):
            inside = list(one)
        else:
            continue
        waiting += [
            part
            for part in inside
            if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not getattr(part, "is_indirect", False)
        ]


def _size(stream: Any) -> int:
    """How many bytes come out of a stream, following each deflation; other filters don't grow without bounds."""
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters or ()]
    unless(len(names) <= 8, Fault.BOMB, What.PDF_FILTERS)
    raw = bytes(stream.read_raw_bytes())
    largest, data = len(raw), [raw]
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break
        came = 0
        inner: list[bytes] = []
        try:
            for piece in _inflate(b"".join(data)):
                came += len(piece)
                unless(came <= MAX_BYTES // 4, Fault.BOMB, What.PDF_STREAMS)
                unless(came <= RATIO_FROM or came <= MAX_RATIO * len(raw), Fault.BOMB, What.PDF_STREAMS)
                if len(names) > 1:
                    inner.append(piece)
        except zlib.error:
            break  # the viewer won't read it either
        largest, data = max(largest, came), inner
    return largest


def _inflate(data: bytes) -> Iterator[bytes]:
    inflate = zlib.decompressobj()
    while data and not inflate.eof:
        yield inflate.decompress(data, _PIECE)
        data = inflate.unconsumed_tail
