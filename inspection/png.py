"""PNG: known chunks only, each with its checksum, pixels that come out as announced, IEND at the very end."""

from __future__ import annotations

import math
import struct
import zlib
from typing import BinaryIO

from .faults import Fault, FoundError, What, unless
from .foreign import hides

MAX_PIXELS = 64_000_000
MAX_SIDE = 30_000
MAX_CHUNKS = 100_000
# notes: texts, profiles, EXIF; packed and unpacked
MAX_NOTE = 4 * 1024 * 1024
_PIECE = 64 * 1024
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# PNG 3 and its registered extensions: numbers of a fixed form
_PLAIN = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs tIME acTL fcTL fdAT "
    b"oFFs pCAL sCAL gIFg gIFx gIFt sTER".split()
)
# what carries words or foreign formats by design; the last are Apple's, ImageMagick's and Microsoft's, and C2PA credentials
_NOTES = frozenset(b"tEXt zTXt iTXt iCCP sPLT eXIf dSIG iDOT vpAg caNv orNT msOG caBX".split())


def check(file: BinaryIO) -> None:
    """Raises FoundError."""
    file.seek(8)
    kind, head = _chunk(file)
    unless(kind == b"IHDR" and len(head) == 13, Fault.DAMAGED, What.PNG)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    bound(width, height, What.PNG)
    unless(colour in _CHANNELS and depth in (1, 2, 4, 8, 16), Fault.DAMAGED, What.PNG)
    row = 1 + math.ceil(width * depth * _CHANNELS[colour] / 8)
    # interlacing adds a byte a row of each of its seven passes, and rounds each row up
    announced = row * height + (14 * (height + width) if interlaced else 0)
    inflate, came, seen = zlib.decompressobj(), 0, 0
    while kind != b"IEND":
        kind, data = _chunk(file)
        seen += 1
        unless(seen <= MAX_CHUNKS, Fault.BOMB, What.PNG_CHUNKS)
        unless(kind in _PLAIN or kind in _NOTES, Fault.POLYGLOT, What.PNG_FOREIGN)
        if kind == b"IDAT":
            unless(not (inflate.eof and data), Fault.POLYGLOT, What.PNG_PIXELS)
            came += _inflated(inflate, data, announced - came)
        elif kind in _NOTES:
            _note(kind, data)
        elif kind == b"fdAT":
            unless(not hides(data[4:]), Fault.POLYGLOT, What.IMAGE_NOTES)
        else:  # the longest, a palette, has 768 bytes
            unless(len(data) <= 1024, Fault.POLYGLOT, What.PNG_FOREIGN)
    unless(came > 0, Fault.DAMAGED, What.PNG)
    unless(not file.read(1), Fault.POLYGLOT, What.PNG_BEHIND)


def bound(width: int, height: int, damaged: What) -> None:
    """Refuse an image without pixels, or with too many."""
    unless(width > 0 and height > 0, Fault.DAMAGED, damaged)
    unless(max(width, height) <= MAX_SIDE and width * height <= MAX_PIXELS, Fault.BOMB, What.IMAGE_SIZE)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(8)
    unless(len(head) == 8, Fault.DAMAGED, What.PNG)
    size, kind = struct.unpack(">I4s", head)
    unless(size < 2**31 and kind.isalpha(), Fault.DAMAGED, What.PNG)
    data, crc = file.read(size), file.read(4)
    unless(len(data) == size and len(crc) == 4, Fault.DAMAGED, What.PNG)
    unless(zlib.crc32(kind + data) == int.from_bytes(crc, "big"), Fault.DAMAGED, What.PNG_CHECKSUM)
    return kind, data


def _inflated(inflate: zlib._Decompress, data: bytes, left: int) -> int:
    came = 0
    try:
        while data:
            came += len(inflate.decompress(data, _PIECE))
            unless(came <= left, Fault.BOMB, What.PNG_PIXELS)
            data = inflate.unconsumed_tail
    except zlib.error:
        raise FoundError(Fault.DAMAGED, What.PNG) from None
    unless(not inflate.unused_data, Fault.POLYGLOT, What.PNG_PIXELS)
    return came


def _note(kind: bytes, data: bytes) -> None:
    """A text, profile or other note: bounded, also once unpacked, and nothing but a note."""
    unless(len(data) <= MAX_NOTE, Fault.BOMB, What.PNG_TEXT)
    unless(not hides(data), Fault.POLYGLOT, What.IMAGE_NOTES)
    _, _, rest = data.partition(b"\0")
    if kind == b"tEXt":
        unpacked = rest
    elif kind in (b"zTXt", b"iCCP"):
        unpacked = _unpacked(rest[1:])
    elif kind == b"iTXt":
        text = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        unpacked = _unpacked(text) if rest[:1] == b"\1" else text
    else:
        return
    unless(not hides(unpacked), Fault.POLYGLOT, What.IMAGE_NOTES)
    if kind == b"iCCP":
        unless(unpacked[36:40] == b"acsp", Fault.POLYGLOT, What.IMAGE_NOTES)


def _unpacked(data: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        content = inflate.decompress(data, MAX_NOTE)
    except zlib.error:
        raise FoundError(Fault.DAMAGED, What.PNG) from None
    unless(not inflate.unconsumed_tail, Fault.BOMB, What.PNG_TEXT)
    unless(not inflate.unused_data, Fault.POLYGLOT, What.IMAGE_NOTES)
    return content
