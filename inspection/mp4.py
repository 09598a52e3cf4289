"""MP4: boxes of known kinds that follow each other from the first byte to the last, with a film in them."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from . import signatures
from .defects import Defect, DefectError, Detail, require

MAX_BOXES = 100_000
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


def check(file: BinaryIO) -> None:
    """Raise DefectError unless known boxes reach from end to end, with a film in them."""
    size = os.fstat(file.fileno()).st_size
    seen: set[bytes] = set()
    films = 0
    for count, (kind, begins, ends) in enumerate(_boxes(file, 0, size)):
        require(count < MAX_BOXES, Defect.BOMB, Detail.MP4_BOXES)
        if kind not in _BOXES:
            raise DefectError(
                *((Defect.POLYGLOT, Detail.MP4_FOREIGN) if seen else (Defect.TYPE_NOT_ALLOWED, Detail.MP4_BRAND))
            )
        if not seen:
            require(_branded(file, begins, ends), Defect.TYPE_NOT_ALLOWED, Detail.MP4_BRAND)
        elif kind in _SPACE:
            _require_space(file, begins, ends)
        elif kind == b"moov":
            films += _films(file, begins, ends)
        elif kind != b"moof":
            file.seek(begins)
            require(not file.read(16).startswith(signatures.FILES), Defect.POLYGLOT, Detail.MP4_FOREIGN)
        seen.add(kind)
    require(films > 0 and bool({b"mdat", b"moof"} & seen), Defect.DAMAGED, Detail.MP4_NO_FILM)


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield each box up to `end`: its kind, and the places at which its content begins and ends."""
    while place < end:
        file.seek(place)
        head = file.read(min(16, end - place))
        require(len(head) >= 8, Defect.POLYGLOT, Detail.MP4_BEHIND)
        length, kind = struct.unpack(">I4s", head[:8])
        begins = place + 8
        if length == 1:
            require(len(head) == 16, Defect.DAMAGED, Detail.MP4)
            length, begins = struct.unpack(">Q", head[8:])[0], place + 16
        elif length == 0:
            length = end - place
        # the length of a box of a foreign kind is not to be trusted: the refusal names its kind
        whole = begins <= place + length <= end
        require(whole or kind not in _BOXES, Defect.DAMAGED, Detail.MP4)
        yield kind, begins, place + length
        require(whole, Defect.DAMAGED, Detail.MP4)
        place += length


def _branded(file: BinaryIO, begins: int, ends: int) -> bool:
    file.seek(begins)
    brands = file.read(min(ends - begins, 256))
    return any(brands[i : i + 4] in _BRANDS for i in range(0, len(brands), 4) if i != 4)


def _require_space(file: BinaryIO, begins: int, ends: int) -> None:
    """Refuse another file in free space, which holds zeros, the name of a program, or the rest of an edited film."""
    file.seek(begins)
    before = b""
    while begins < ends and (data := file.read(min(_PIECE, ends - begins))):
        if data.strip(b"\0"):
            hidden = signatures.hides(before[-64:] + data) or (not before and data.startswith(signatures.FILES))
            require(not hidden, Defect.POLYGLOT, Detail.MP4_FOREIGN)
        begins, before = begins + len(data), data


def _films(file: BinaryIO, begins: int, ends: int) -> int:
    """Return how many tracks of moving pictures a movie has; 0 if it has no header."""
    headed, films = False, 0
    for kind, start, end in _boxes(file, begins, ends):
        headed = headed or (kind == b"mvhd" and end - start >= 96)
        if kind in _SPACE:
            _require_space(file, start, end)
        for handler in (place for place in _inside(file, start, end, b"mdia", b"hdlr") if kind == b"trak"):
            file.seek(handler + 8)
            films += file.read(4) == b"vide"
    return films if headed else 0


def _inside(file: BinaryIO, begins: int, ends: int, *path: bytes) -> Iterator[int]:
    """Yield the place at which the content of each box begins to which this path of kinds leads."""
    for kind, start, end in _boxes(file, begins, ends):
        if kind == path[0]:
            if len(path) == 1:
                yield start
            else:
                yield from _inside(file, start, end, *path[1:])
