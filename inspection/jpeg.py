"""JPEG: known segments up to the end of the image, notes that are only notes, nothing but padding behind it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from .faults import Fault, FoundError, What, unless
from .foreign import has_markup, hides
from .png import bound

MAX_SCANS = 200
_PIECE = 64 * 1024
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
# ITU-T T.81: frames and tables, restart interval, hierarchical, application data, comment
_KNOWN = frozenset((*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, *range(0xE0, 0xF0), _COMMENT))


def check(file: BinaryIO, path: Path) -> None:
    """Raises FoundError."""
    file.seek(0)
    end, (width, height) = _walk(file.read())
    bound(width, height, What.JPEG)
    file.seek(end)
    while data := file.read(_PIECE):
        unless(not data.strip(b"\x00"), Fault.POLYGLOT, What.JPEG_BEHIND)
    try:
        with Image.open(path, formats=("JPEG", "MPO")) as image:
            unless(image.size == (width, height), Fault.DAMAGED, What.JPEG)
            image.verify()
    except FoundError:
        raise
    except (OSError, SyntaxError, ValueError, LookupError, Image.DecompressionBombError):
        raise FoundError(Fault.DAMAGED, What.JPEG) from None


def _walk(data: bytes) -> tuple[int, tuple[int, int]]:
    """Where the image ends, and its width and height."""
    place, scans, size = 2, 0, (0, 0)
    while True:
        unless(data[place : place + 1] == b"\xff", Fault.DAMAGED, What.JPEG)
        while data[place : place + 1] == b"\xff":  # fill bytes may stand before a marker
            place += 1
        unless(place < len(data), Fault.DAMAGED, What.JPEG)
        marker, place = data[place], place + 1
        if marker == _EOI:
            unless(scans > 0, Fault.DAMAGED, What.JPEG)
            return place, size
        unless(marker in _KNOWN, Fault.DAMAGED, What.JPEG)
        length = int.from_bytes(data[place : place + 2], "big")
        unless(length >= 2 and place + length <= len(data), Fault.DAMAGED, What.JPEG)
        content = data[place + 2 : place + length]
        # cameras and phones write application data of many kinds: what it is called says nothing, what is in it does
        unless(not hides(content), Fault.POLYGLOT, What.IMAGE_NOTES)
        if marker == _COMMENT:
            unless(not has_markup(content), Fault.POLYGLOT, What.IMAGE_NOTES)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            unless(len(content) >= 6, Fault.DAMAGED, What.JPEG)
            height, width = struct.unpack(">HH", content[1:5])
            size = (width, height)
        place += length
        if marker == _SOS:
            scans += 1
            unless(scans <= MAX_SCANS, Fault.BOMB, What.JPEG_SCANS)
            place = _end_of_scan(data, place)


def _end_of_scan(data: bytes, place: int) -> int:
    while True:
        place = data.find(b"\xff", place)
        unless(0 <= place < len(data) - 1, Fault.DAMAGED, What.JPEG)
        follows = data[place + 1]
        if follows == 0x00 or 0xD0 <= follows <= 0xD7:
            place += 2
        else:
            return place
