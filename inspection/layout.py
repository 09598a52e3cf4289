"""How the entries of an archive lie: one directly behind the other from the first byte to the directory, nothing between."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import IO

from .faults import Fault, What, unless
from .foreign import ZIP

_END = b"PK\x05\x06"
_DESCRIPTOR = b"PK\x07\x08"
_STREAMED = 0x8  # sizes and checksum stand in a descriptor behind the data
_ZIP64 = 0xFFFFFFFF
_HEADER = struct.Struct("<4s5H3I2H")


def require_alone(file: IO[bytes], archive: zipfile.ZipFile) -> None:
    """Raises FoundError for bytes before, between or behind the entries, and for entries that share bytes."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 22, 0))
    tail = file.read()
    unless(len(tail) == 22 and tail.startswith(_END), Fault.POLYGLOT, What.ZIP_AFTER)
    entries = sorted(archive.infolist(), key=lambda one: one.header_offset)
    unless(not entries or entries[0].header_offset == 0, Fault.POLYGLOT, What.ZIP_BEFORE)
    ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    for entry, end in zip(entries, ends, strict=False):
        _require_whole(file, entry, end)
    unless(bool(entries) or archive.start_dir == 0, Fault.POLYGLOT, What.ZIP_BEFORE)


def _require_whole(file: IO[bytes], entry: zipfile.ZipInfo, end: int) -> None:
    """The entry with its header, data and descriptor reaches to `end`, and says of itself what the directory says."""
    file.seek(entry.header_offset)
    head = file.read(_HEADER.size)
    unless(len(head) == _HEADER.size and head.startswith(ZIP), Fault.DAMAGED, What.ZIP)
    _, _, flags, method, _, _, crc, packed, _, name, extra = _HEADER.unpack(head)
    unless(method == entry.compress_type, Fault.POLYGLOT, What.ZIP_GAP)
    place = entry.header_offset + _HEADER.size + name + extra + entry.compress_size
    unless(place <= end, Fault.BOMB, What.ZIP_OVERLAP)
    if not flags & _STREAMED:
        unless(packed in (entry.compress_size, _ZIP64) and crc == entry.CRC, Fault.POLYGLOT, What.ZIP_GAP)
    elif place < end:
        file.seek(place)
        place += _descriptor(file.read(min(end - place, 24)), entry)
    unless(place == end, Fault.POLYGLOT, What.ZIP_GAP)


def _descriptor(data: bytes, entry: zipfile.ZipInfo) -> int:
    """How long the descriptor is that these bytes are: signed or not, of 32 or 64 bits; 0 where they are none."""
    small = max(entry.compress_size, entry.file_size) <= _ZIP64
    for form in ("<3I", "<I2Q") if small else ("<I2Q",):
        told = struct.pack(form, entry.CRC, entry.compress_size, entry.file_size)
        if data in (told, _DESCRIPTOR + told):
            return len(data)
    return 0
