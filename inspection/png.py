"""PNG: known chunks with their checksums, as many pixels as announced, and IEND at the very end."""

from __future__ import annotations

import math
import struct
import zlib
from typing import BinaryIO

from .defects import Defect, DefectError, Detail, require
from .signatures import hides

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
# chunks that carry words or foreign formats by design; the last are Apple's, ImageMagick's and Microsoft's, and C2PA credentials
_NOTES = frozenset(b"tEXt zTXt iTXt iCCP sPLT eXIf dSIG iDOT vpAg caNv orNT msOG caBX".split())


def check(file: BinaryIO) -> None:
    """Raise DefectError unless the file is a PNG and nothing else."""
    file.seek(8)
    kind, head = _chunk(file)
    require(kind == b"IHDR" and len(head) == 13, Defect.DAMAGED, Detail.PNG)
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    require_size(width, height, Detail.PNG)
    require(colour in _CHANNELS and depth in (1, 2, 4, 8, 16), Defect.DAMAGED, Detail.PNG)
    row = 1 + math.ceil(width * depth * _CHANNELS[colour] / 8)
    # interlacing adds a byte a row of each of its seven passes, and rounds each row up
    announced = row * height + (14 * (height + width) if interlaced else 0)
    inflate, inflated, count = zlib.decompressobj(), 0, 0
    while kind != b"IEND":
        kind, data = _chunk(file)
        count += 1
        require(count <= MAX_CHUNKS, Defect.BOMB, Detail.PNG_CHUNKS)
        require(kind in _PLAIN or kind in _NOTES, Defect.POLYGLOT, Detail.PNG_FOREIGN)
        if kind == b"IDAT":
            require(not (inflate.eof and data), Defect.POLYGLOT, Detail.PNG_PIXELS)
            inflated += _inflated(inflate, data, announced - inflated)
        elif kind in _NOTES:
            _check_note(kind, data)
        elif kind == b"fdAT":
            require(not hides(data[4:]), Defect.POLYGLOT, Detail.IMAGE_NOTES)
        else:  # the longest, a palette, has 768 bytes
            require(len(data) <= 1024, Defect.POLYGLOT, Detail.PNG_FOREIGN)
    require(inflated > 0, Defect.DAMAGED, Detail.PNG)
    require(not file.read(1), Defect.POLYGLOT, Detail.PNG_BEHIND)


def require_size(width: int, height: int, damaged: Detail) -> None:
    """Raise DefectError for an image without pixels, or with too many."""
    require(width > 0 and height > 0, Defect.DAMAGED, damaged)
    require(max(width, height) <= MAX_SIDE and width * height <= MAX_PIXELS, Defect.BOMB, Detail.IMAGE_SIZE)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(8)
    require(len(head) == 8, Defect.DAMAGED, Detail.PNG)
    size, kind = struct.unpack(">I4s", head)
    require(size < 2**31 and kind.isalpha(), Defect.DAMAGED, Detail.PNG)
    data, crc = file.read(size), file.read(4)
    require(len(data) == size and len(crc) == 4, Defect.DAMAGED, Detail.PNG)
    require(zlib.crc32(kind + data) == int.from_bytes(crc, "big"), Defect.DAMAGED, Detail.PNG_CHECKSUM)
    return kind, data


def _inflated(inflate: zlib._Decompress, data: bytes, left: int) -> int:
    inflated = 0
    try:
        while data:
            inflated += len(inflate.decompress(data, _PIECE))
            require(inflated <= left, Defect.BOMB, Detail.PNG_PIXELS)
            data = inflate.unconsumed_tail
    except zlib.error:
        raise DefectError(Defect.DAMAGED, Detail.PNG) from None
    require(not inflate.unused_data, Defect.POLYGLOT, Detail.PNG_PIXELS)
    return inflated


def _check_note(kind: bytes, data: bytes) -> None:
    """Raise DefectError for a text, profile or other note that is too large, packed or unpacked, or hides a file."""
    require(len(data) <= MAX_NOTE, Defect.BOMB, Detail.PNG_TEXT)
    require(not hides(data), Defect.POLYGLOT, Detail.IMAGE_NOTES)
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
    require(not hides(unpacked), Defect.POLYGLOT, Detail.IMAGE_NOTES)
    if kind == b"iCCP":
        require(unpacked[36:40] == b"acsp", Defect.POLYGLOT, Detail.IMAGE_NOTES)


def _unpacked(data: bytes) -> bytes:
    inflate = zlib.decompressobj()
    try:
        content = inflate.decompress(data, MAX_NOTE)
    except zlib.error:
        raise DefectError(Defect.DAMAGED, Detail.PNG) from None
    require(not inflate.unconsumed_tail, Defect.BOMB, Detail.PNG_TEXT)
    require(not inflate.unused_data, Defect.POLYGLOT, Detail.IMAGE_NOTES)
    return content
