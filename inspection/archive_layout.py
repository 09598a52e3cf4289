"""The layout of an archive: entries directly behind each other from the first byte to the directory."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import IO

from .defects import Defect, Detail, require
from .signatures import ZIP

_END = b"PK\x05\x06"
_DESCRIPTOR = b"PK\x07\x08"
_STREAMED = 0x8  # sizes and checksum are in a descriptor behind the data
_ZIP64 = 0xFFFFFFFF
_HEADER = struct.Struct("<4s5H3I2H")


def require_alone(file: IO[bytes], archive: zipfile.ZipFile) -> None:
    """Raise DefectError for bytes before, between or behind the entries, and for entries that share bytes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 22, 0))
    tail = file.read()
    require(len(tail) == 22 and tail.startswith(_END), Defect.POLYGLOT, Detail.ZIP_AFTER)
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    require(not entries or entries[0].header_offset == 0, Defect.POLYGLOT, Detail.ZIP_BEFORE)
    ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    for entry, end in zip(entries, ends, strict=False):
        _require_whole(file, entry, end)
    require(bool(entries) or archive.start_dir == 0, Defect.POLYGLOT, Detail.ZIP_BEFORE)


def _require_whole(file: IO[bytes], entry: zipfile.ZipInfo, end: int) -> None:
    """Raise DefectError unless header, data and descriptor of the entry reach to `end` and agree with the directory."""
    file.seek(entry.header_offset)
    head = file.read(_HEADER.size)
    require(len(head) == _HEADER.size and head.startswith(ZIP), Defect.DAMAGED, Detail.ZIP)
    _, _, flags, method, _, _, crc, packed, _, name, extra = _HEADER.unpack(head)
    require(method == entry.compress_type, Defect.POLYGLOT, Detail.ZIP_GAP)
    place = entry.header_offset + _HEADER.size + name + extra + entry.compress_size
    require(place <= end, Defect.BOMB, Detail.ZIP_OVERLAP)
    if not flags & _STREAMED:
        require(packed in (entry.compress_size, _ZIP64) and crc == entry.CRC, Defect.POLYGLOT, Detail.ZIP_GAP)
    elif place < end:
        file.seek(place)
        place += _descriptor_length(file.read(min(end - place, 24)), entry)
    require(place == end, Defect.POLYGLOT, Detail.ZIP_GAP)


def _descriptor_length(data: bytes, entry: zipfile.ZipInfo) -> int:
    """Return the length of the descriptor at the beginning, signed or not, of 32 or 64 bits; 0 if there is none."""
    small = max(entry.compress_size, entry.file_size) <= _ZIP64
    for form in ("<3I", "<I2Q") if small else ("<I2Q",):
        expected = struct.pack(form, entry.CRC, entry.compress_size, entry.file_size)
        if data in (expected, _DESCRIPTOR + expected):
            return len(data)
    return 0
