"""JPEG: known segments up to the end of the image, harmless notes; behind it only padding and further pictures of the same kind.

Phones and cameras write a preview or a map of brightness as a second JPEG behind the first, which says so in its notes (CIPA
DC-007, “MPF”). A film behind the picture, as of a moving photo, is another file and is refused, with words on what to switch off.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL.JpegImagePlugin import JpegImageFile

from .defects import Defect, DefectError, Detail, require
from .png import require_size
from .signatures import has_markup, hides

MAX_SCANS = 200
# pictures behind the first: previews, a map of brightness, one of depth
MAX_PICTURES = 8
_BEGIN = b"\xff\xd8\xff"
_PADDING = frozenset(b"\x00\xff \t\r\n")
# how phones mark the film behind a picture
_MOVING = re.compile(rb"MotionPhoto_Data|....ftyp(?:mp4|isom|qt  |MSNV|avc)", re.DOTALL)
_SOS, _EOI, _COMMENT, _APP2 = 0xDA, 0xD9, 0xFE, 0xE2
# ITU-T T.81: frames and tables, restart interval, hierarchical, application data, comment
_KNOWN = frozenset((*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, *range(0xE0, 0xF0), _COMMENT))


def check(file: BinaryIO, path: Path) -> None:
    """Raise DefectError unless the file is a JPEG and nothing else."""
    file.seek(0)
    data = file.read()
    first = _walk(data, 0)
    width, height = first.size
    require_size(width, height, Detail.JPEG)
    _require_pictures(data, first)
    try:
        with JpegImageFile(path) as image:  # not as a set of pictures: an edited photo's index of them is often wrong
            require(image.size == (width, height), Defect.DAMAGED, Detail.JPEG)
            image.verify()
    except DefectError:
        raise
    except (OSError, SyntaxError, ValueError, LookupError):
        raise DefectError(Defect.DAMAGED, Detail.JPEG) from None


@dataclass(frozen=True)
class _Picture:
    """A picture within the file: where it ends, its width and height, and True if it says that others follow."""

    end: int
    size: tuple[int, int]
    has_followers: bool


def _require_pictures(data: bytes, first: _Picture) -> None:
    """Raise DefectError if anything but padding and announced pictures is behind the first picture."""
    place = _after_padding(data, first.end)
    for _ in range(MAX_PICTURES):
        if place == len(data):
            return
        film = data[place + 4 : place + 8] == b"ftyp" or _MOVING.search(data, first.end) is not None
        require(not film, Defect.POLYGLOT, Detail.JPEG_MOVING)
        require(first.has_followers and data.startswith(_BEGIN, place), Defect.POLYGLOT, Detail.JPEG_BEHIND)
        picture = _walk(data, place)
        require_size(*picture.size, Detail.JPEG)
        place = _after_padding(data, picture.end)
    require(place == len(data), Defect.POLYGLOT, Detail.JPEG_BEHIND)


def _after_padding(data: bytes, place: int) -> int:
    """Return the place of the first byte from `place` on that is no padding; the mark of a JPEG begins with such a byte."""
    while place < len(data) and data[place] in _PADDING and not data.startswith(_BEGIN, place):
        place += 1
    return place


def _walk(data: bytes, begin: int) -> _Picture:
    """Walk the segments of the picture that begins there."""
    place, scans, size, has_followers = begin + 2, 0, (0, 0), False
    while True:
        require(data[place : place + 1] == b"\xff", Defect.DAMAGED, Detail.JPEG)
        while data[place : place + 1] == b"\xff":  # fill bytes may come before a marker
            place += 1
        require(place < len(data), Defect.DAMAGED, Detail.JPEG)
        marker, place = data[place], place + 1
        if marker == _EOI:
            require(scans > 0, Defect.DAMAGED, Detail.JPEG)
            return _Picture(place, size, has_followers)
        require(marker in _KNOWN, Defect.DAMAGED, Detail.JPEG)
        length = int.from_bytes(data[place : place + 2], "big")
        require(length >= 2 and place + length <= len(data), Defect.DAMAGED, Detail.JPEG)
        content = data[place + 2 : place + length]
        # cameras and phones write application data of many kinds: judge its content, not its name
        require(not hides(content), Defect.POLYGLOT, Detail.IMAGE_NOTES)
        has_followers = has_followers or (marker == _APP2 and content.startswith(b"MPF\0"))
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
