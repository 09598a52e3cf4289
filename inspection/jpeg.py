"""JPEG: known segments up to the end of the image, harmless notes, and only padding behind it."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from .defects import Defect, DefectError, Detail, require
from .png import require_size
from .signatures import has_markup, hides

MAX_SCANS = 200
_PIECE = 64 * 1024
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
# ITU-T T.81: frames and tables, restart interval, hierarchical, application data, comment
_KNOWN = frozenset((*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, *range(0xE0, 0xF0), _COMMENT))


def check(file: BinaryIO, path: Path) -> None:
    """Raise DefectError unless the file is a JPEG and nothing else."""
    file.seek(0)
    end, (width, height) = _walk(file.read())
    require_size(width, height, Detail.JPEG)
    file.seek(end)
    while data := file.read(_PIECE):
        require(not data.strip(b"\x00"), Defect.POLYGLOT, Detail.JPEG_BEHIND)
    try:
        with Image.open(path, formats=("JPEG", "MPO")) as image:
            require(image.size == (width, height), Defect.DAMAGED, Detail.JPEG)
            image.verify()
    except DefectError:
        raise
    except (OSError, SyntaxError, ValueError, LookupError, Image.DecompressionBombError):
        raise DefectError(Defect.DAMAGED, Detail.JPEG) from None


def _walk(data: bytes) -> tuple[int, tuple[int, int]]:
    """Return the place at which the image ends, and its width and height."""
    place, scans, size = 2, 0, (0, 0)
    while True:
        require(data[place : place + 1] == b"\xff", Defect.DAMAGED, Detail.JPEG)
        while data[place : place + 1] == b"\xff":  # fill bytes may come before a marker
            place += 1
        require(place < len(data), Defect.DAMAGED, Detail.JPEG)
        marker, place = data[place], place + 1
        if marker == _EOI:
            require(scans > 0, Defect.DAMAGED, Detail.JPEG)
            return place, size
        require(marker in _KNOWN, Defect.DAMAGED, Detail.JPEG)
        length = int.from_bytes(data[place : place + 2], "big")
        require(length >= 2 and place + length <= len(data), Defect.DAMAGED, Detail.JPEG)
        content = data[place + 2 : place + length]
        # cameras and phones write application data of many kinds: judge its content, not its name
        require(not hides(content), Defect.POLYGLOT, Detail.IMAGE_NOTES)
        if marker == _COMMENT:
            require(not has_markup(content), Defect.POLYGLOT, Detail.IMAGE_NOTES)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            require(len(content) >= 6, Defect.DAMAGED, Detail.JPEG)
            height, width = struct.unpack(">HH", content[1:5])
            size = (width, height)
        place += length
        if marker == _SOS:
            scans += 1
            require(scans <= MAX_SCANS, Defect.BOMB, Detail.JPEG_SCANS)
            place = _end_of_scan(data, place)


def _end_of_scan(data: bytes, place: int) -> int:
    while True:
        place = data.find(b"\xff", place)
        require(0 <= place < len(data) - 1, Defect.DAMAGED, Detail.JPEG)
        code = data[place + 1]
        if code == 0x00 or 0xD0 <= code <= 0xD7:
            place += 2
        else:
            return place
