"""PDF: only a PDF, open to everyone, nothing in it acts, and no stream of it grows without bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf

from .faults import Fault, FoundError, unless

MAX_OBJECTS = 500_000
MAX_BYTES = 1024**3  # that come out of all streams together
RATIO_FROM, MAX_RATIO = 8 * 1024 * 1024, 400
_PIECE = 256 * 1024
_TAIL = 2048
# what acts, starts something, or carries a second file inside
_ACTIVE_KEYS = frozenset(("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"))
_ACTIVE_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/Rendition", "/Movie", "/GoToE")
)
_ACTIVE_ANNOTATIONS = frozenset(("/RichMedia", "/FileAttachment", "/Movie", "/Screen", "/3D"))
_OBJECT_STREAM = re.compile(rb"/Type\s*/(?:ObjStm|XRef)\b")


def check(file: BinaryIO, path: Path) -> None:
    """Raises FoundError."""
    _ends(file)
    _structure_streams(file)
    try:
        with pikepdf.open(path, suppress_warnings=True, attempt_recovery=True) as document:
            unless(not document.is_encrypted, Fault.ENCRYPTED, "PDF")
            unless(len(document.objects) <= MAX_OBJECTS, Fault.BOMB, "PDF objects")
            _harmless(document)
            unless(len(document.pages) > 0, Fault.DAMAGED, "PDF without pages")
    except pikepdf.PasswordError:
        raise FoundError(Fault.ENCRYPTED, "PDF") from None
    except (pikepdf.PdfError, RecursionError, ValueError, RuntimeError):
        raise FoundError(Fault.DAMAGED, "PDF") from None


def _ends(file: BinaryIO) -> None:
    """Behind the last %%EOF stands nothing but a line's end."""
    size = file.seek(0, 2)
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    _, mark, behind = tail.rpartition(b"%%EOF")
    unless(bool(mark), Fault.POLYGLOT if _has_end(file) else Fault.DAMAGED, "PDF + bytes behind its end")
    unless(not behind.strip(b"\r\n\t \x00"), Fault.POLYGLOT, "PDF + bytes behind its end")


def _has_end(file: BinaryIO) -> bool:
    file.seek(0)
    before = b""
    while data := file.read(_PIECE):
        if b"%%EOF" in before + data:
            return True
        before = data[-5:]
    return False


def _structure_streams(file: BinaryIO) -> None:
    """Streams that the library unpacks whole as it opens the file: looked at before it does."""
    file.seek(0)
    content = file.read()
    for found in _OBJECT_STREAM.finditer(content):
        begins = content.find(b"stream", found.end(), found.end() + 4096)
        if begins >= 0:
            data = (
                content[begins + 6 : begins + 8].lstrip(b"\r\n") + content[begins + 8 : begins + 6 + 32 * 1024 * 1024]
            )
            try:
                came = sum(map(len, _inflate(data)))
            except zlib.error:
                continue  # not deflated: no larger than it stands there
            unless(came <= MAX_BYTES // 16, Fault.BOMB, "PDF object stream")


def _harmless(document: pikepdf.Pdf) -> None:
    came = 0
    for each in document.objects:
        for part in _parts(each):
            if isinstance(part, pikepdf.Stream | pikepdf.Dictionary):
                _check_keys(part)
        if isinstance(each, pikepdf.Stream):
            came += _size(each)
            unless(came <= MAX_BYTES, Fault.BOMB, "PDF streams")


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


def _check_keys(part: Any) -> None:
    keys = set(part.keys())
    found = keys & _ACTIVE_KEYS
    unless(not found, Fault.ACTIVE_CONTENT, f"PDF {' '.join(sorted(found))}")
    if "/S" in keys:
        action = part["/S"]
        acts = isinstance(action, pikepdf.Name) and str(action) in _ACTIVE_ACTIONS
        unless(not acts, Fault.ACTIVE_CONTENT, f"PDF {action if acts else ''}")
    if "/Subtype" in keys:
        kind = part["/Subtype"]
        acts = isinstance(kind, pikepdf.Name) and str(kind) in _ACTIVE_ANNOTATIONS
        unless(not acts, Fault.ACTIVE_CONTENT, f"PDF {kind if acts else ''}")


def _size(stream: Any) -> int:
    """How many bytes come out of a stream, following each deflation; other filters don't grow without bounds."""
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters or ()]
    unless(len(names) <= 8, Fault.BOMB, "PDF filters")
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
                unless(came <= MAX_BYTES // 4, Fault.BOMB, "PDF stream")
                unless(came <= RATIO_FROM or came <= MAX_RATIO * len(raw), Fault.BOMB, "PDF stream")
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
