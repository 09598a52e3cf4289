"""Video and models: boxes or chunks of known kinds that follow each other from the first byte to the last."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from . import foreign
from .faults import Fault, FoundError, What, unless

MAX_BOXES = 100_000
MAX_SCENE = 64 * 1024 * 1024  # of a glTF's description, which is read whole
_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"mp71", b"avc1",
     b"M4V ", b"M4VP", b"M4VH", b"MSNV", b"dash", b"f4v ", b"XAVC", b"cmfc", b"hvc1", b"iphE")
)  # fmt: skip
_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"udta", b"moof", b"mfra", b"sidx", b"ssix", b"styp", b"uuid", b"meta",
     b"wide", b"pdin", b"prft", b"emsg")
)  # fmt: skip
_SPACE = frozenset((b"free", b"skip", b"wide"))
_PIECE = 1024 * 1024


def check_mp4(file: BinaryIO) -> None:
    """Known boxes from end to end, with a film in them."""
    size = os.fstat(file.fileno()).st_size
    seen: set[bytes] = set()
    films = 0
    for count, (kind, begins, ends) in enumerate(_boxes(file, 0, size)):
        unless(count < MAX_BOXES, Fault.BOMB, What.MP4_BOXES)
        if kind not in _BOXES:
            raise FoundError(
                *((Fault.POLYGLOT, What.MP4_FOREIGN) if seen else (Fault.TYPE_NOT_ALLOWED, What.MP4_BRAND))
            )
        if not seen:
            unless(_branded(file, begins, ends), Fault.TYPE_NOT_ALLOWED, What.MP4_BRAND)
        elif kind in _SPACE:
            _require_space(file, begins, ends)
        elif kind == b"moov":
            films += _films(file, begins, ends)
        elif kind != b"moof":
            file.seek(begins)
            unless(not file.read(16).startswith(foreign.FILES), Fault.POLYGLOT, What.MP4_FOREIGN)
        seen.add(kind)
    unless(films > 0 and bool({b"mdat", b"moof"} & seen), Fault.DAMAGED, What.MP4_NO_FILM)


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, and where its content begins and ends, of each box up to `end`."""
    while place < end:
        file.seek(place)
        head = file.read(min(16, end - place))
        unless(len(head) >= 8, Fault.POLYGLOT, What.MP4_BEHIND)
        length, kind = struct.unpack(">I4s", head[:8])
        begins = place + 8
        if length == 1:
            unless(len(head) == 16, Fault.DAMAGED, What.MP4)
            length, begins = struct.unpack(">Q", head[8:])[0], place + 16
        elif length == 0:
            length = end - place
        # what a foreign kind says of its length is nothing to go by: its kind is what is told
        whole = begins <= place + length <= end
        unless(whole or kind not in _BOXES, Fault.DAMAGED, What.MP4)
        yield kind, begins, place + length
        unless(whole, Fault.DAMAGED, What.MP4)
        place += length


def _branded(file: BinaryIO, begins: int, ends: int) -> bool:
    file.seek(begins)
    brands = file.read(min(ends - begins, 256))
    return any(brands[i : i + 4] in _BRANDS for i in range(0, len(brands), 4) if i != 4)


def _require_space(file: BinaryIO, begins: int, ends: int) -> None:
    """Space left free holds zeros, a word about who wrote it, or what an edit left of the film: no other file."""
    file.seek(begins)
    before = b""
    while begins < ends and (data := file.read(min(_PIECE, ends - begins))):
        if data.strip(b"\0"):
            hidden = foreign.hides(before[-64:] + data) or (not before and data.startswith(foreign.FILES))
            unless(not hidden, Fault.POLYGLOT, What.MP4_FOREIGN)
        begins, before = begins + len(data), data


def _films(file: BinaryIO, begins: int, ends: int) -> int:
    """How many tracks of moving pictures the movie has; it has a header."""
    headed, films = False, 0
    for kind, start, end in _boxes(file, begins, ends):
        headed = headed or (kind == b"mvhd" and end - start >= 96)
        if kind in _SPACE:
            _require_space(file, start, end)
        for handler in (at for at in _inside(file, start, end, b"mdia", b"hdlr") if kind == b"trak"):
            file.seek(handler + 8)
            films += file.read(4) == b"vide"
    return films if headed else 0


def _inside(file: BinaryIO, begins: int, ends: int, *path: bytes) -> Iterator[int]:
    """Where the content of each box begins to which these kinds lead."""
    for kind, start, end in _boxes(file, begins, ends):
        if kind == path[0]:
            if len(path) == 1:
                yield start
            else:
                yield from _inside(file, start, end, *path[1:])


def check_glb(file: BinaryIO) -> None:
    """Version 2, its length that of the file; a description in JSON, then at most one chunk of numbers that it accounts for."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    head = file.read(20)
    unless(len(head) == 20, Fault.DAMAGED, What.GLB)
    _, version, length, chunk, kind = struct.unpack("<4sIII4s", head)
    unless(version == 2, Fault.TYPE_NOT_ALLOWED, What.GLB_VERSION)
    unless(length <= size, Fault.DAMAGED, What.GLB)
    unless(length == size, Fault.POLYGLOT, What.GLB_BEHIND)
    unless(kind == b"JSON" and 20 + chunk <= size, Fault.DAMAGED, What.GLB)
    unless(chunk <= MAX_SCENE, Fault.BOMB, What.GLB)
    numbers = _described(file.read(chunk))
    place = 20 + chunk
    if place < size:
        head = file.read(8)
        unless(len(head) == 8, Fault.DAMAGED, What.GLB)
        unless(head[4:] == b"BIN\0", Fault.POLYGLOT, What.GLB_FOREIGN)
        came = int.from_bytes(head[:4], "little")
        place += 8 + came
        unless(place <= size, Fault.DAMAGED, What.GLB)
        unless(place == size, Fault.POLYGLOT, What.GLB_FOREIGN)
        unless(numbers <= came <= numbers + 3, Fault.POLYGLOT, What.GLB_FOREIGN)  # padded to four bytes


def _described(content: bytes) -> int:
    """How many bytes the scene says that its chunk of numbers has."""
    try:
        scene = json.loads(content.decode())
        whole = isinstance(scene["asset"]["version"], str)
        buffers = [one for one in scene.get("buffers", [])[:1] if "uri" not in one]
        numbers = int(buffers[0]["byteLength"]) if buffers else 0
    except (ValueError, LookupError, TypeError, AttributeError):
        raise FoundError(Fault.DAMAGED, What.GLB) from None
    unless(whole, Fault.DAMAGED, What.GLB)
    return numbers
