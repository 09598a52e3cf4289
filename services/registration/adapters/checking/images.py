"""Images: bounded in pixels, and nothing behind their end."""

from __future__ import annotations

import math
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from .faults import Fault, FoundError, unless

MAX_PIXELS = 64_000_000
MAX_SIDE = 30_000
MAX_CHUNKS = 100_000
# texts and profiles of a PNG may be compressed too: so many bytes each may come out
MAX_TEXT = 4 * 1024 * 1024
MAX_SCANS = 200
_PIECE = 64 * 1024
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def check_png(file: BinaryIO) -> None:
    """Every chunk with its checksum, pixels that come out as announced, IEND at the very end."""
    file.seek(8)
    kind, head = _chunk(file)
    unless(kind == b"IHDR" and len(head) == 13, Fault.DAMAGED, "PNG IHDR")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    _bound(width, height, "PNG")
    unless(colour in _CHANNELS and depth in (1, 2, 4, 8, 16), Fault.DAMAGED, "PNG IHDR")
    row = 1 + math.ceil(width * depth * _CHANNELS[colour] / 8)
    # interlacing adds a byte a row of each of its seven passes, and rounds each row up
    announced = row * height + (14 * (height + width) if interlaced else 0)
    inflate, came, seen = zlib.decompressobj(), 0, 0
    while kind != b"IEND":
        kind, data = _chunk(file)
        seen += 1
        unless(seen <= MAX_CHUNKS, Fault.BOMB, "PNG chunks")
        if kind == b"IDAT":
            came += _inflated(inflate, data, announced - came)
        elif kind in (b"zTXt", b"iTXt", b"iCCP"):
            _small(data)
    unless(came > 0, Fault.DAMAGED, "PNG IDAT")
    unless(not file.read(1), Fault.POLYGLOT, "PNG + bytes behind its end")


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    head = file.read(8)
    unless(len(head) == 8, Fault.DAMAGED, "PNG")
    size, kind = struct.unpack(">I4s", head)
    unless(size < 2**31 and kind.isalpha(), Fault.DAMAGED, "PNG chunk")
    data, crc = file.read(size), file.read(4)
    unless(len(data) == size and len(crc) == 4, Fault.DAMAGED, "PNG chunk")
    unless(zlib.crc32(kind + data) == int.from_bytes(crc, "big"), Fault.DAMAGED, "PNG checksum")
    return kind, data


def _inflated(inflate: zlib._Decompress, data: bytes, left: int) -> int:
    came = 0
    try:
        while data:
            came += len(inflate.decompress(data, _PIECE))
            unless(came <= left, Fault.BOMB, "PNG pixels")
            data = inflate.unconsumed_tail
    except zlib.error:
        raise FoundError(Fault.DAMAGED, "PNG IDAT") from None
    return came


def _small(data: bytes) -> None:
    """A compressed text; where it begins is told by its own fields, so each possible beginning is tried."""
    place = data.find(b"\x78")
    while place >= 0:
        try:
            inflate = zlib.decompressobj()
            inflate.decompress(data[place:], MAX_TEXT)
            unless(not inflate.unconsumed_tail, Fault.BOMB, "PNG text")
            return
        except zlib.error:
            place = data.find(b"\x78", place + 1)


def check_jpeg(file: BinaryIO, path: Path) -> None:
    """Segments up to the end of the image, and nothing but padding behind it."""
    file.seek(0)
    end, (width, height) = _walk_jpeg(file.read())
    _bound(width, height, "JPEG")
    file.seek(end)
    while data := file.read(_PIECE):
        unless(not data.strip(b"\x00"), Fault.POLYGLOT, "JPEG + bytes behind its end")
    try:
        with Image.open(path, formats=("JPEG", "MPO")) as image:
            unless(image.size == (width, height), Fault.DAMAGED, "JPEG size")
            image.verify()
    except FoundError:
        raise
    except (OSError, SyntaxError, ValueError, LookupError, Image.DecompressionBombError):
        raise FoundError(Fault.DAMAGED, "JPEG") from None


def _walk_jpeg(data: bytes) -> tuple[int, tuple[int, int]]:
    """Where the image ends, and its width and height."""
    place, scans, size = 2, 0, (0, 0)
    while True:
        unless(data[place : place + 1] == b"\xff", Fault.DAMAGED, "JPEG marker")
        while data[place : place + 1] == b"\xff":  # fill bytes may stand before a marker
            place += 1
        unless(place < len(data), Fault.DAMAGED, "JPEG")
        marker, place = data[place], place + 1
        if marker == 0xD9:
            unless(scans > 0, Fault.DAMAGED, "JPEG without an image")
            return place, size
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        length = int.from_bytes(data[place : place + 2], "big")
        unless(length >= 2 and place + length <= len(data), Fault.DAMAGED, "JPEG segment")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[place + 3 : place + 7])
            size = (width, height)
        place += length
        if marker == 0xDA:
            scans += 1
            unless(scans <= MAX_SCANS, Fault.BOMB, "JPEG scans")
            place = _end_of_scan(data, place)


def _end_of_scan(data: bytes, place: int) -> int:
    while True:
        place = data.find(b"\xff", place)
        unless(0 <= place < len(data) - 1, Fault.DAMAGED, "JPEG scan")
        follows = data[place + 1]
        if follows == 0x00 or 0xD0 <= follows <= 0xD7:
            place += 2
        else:
            return place


def _bound(width: int, height: int, kind: str) -> None:
    unless(width > 0 and height > 0, Fault.DAMAGED, f"{kind} size")
    unless(max(width, height) <= MAX_SIDE and width * height <= MAX_PIXELS, Fault.BOMB, f"{kind} {width}x{height}")
