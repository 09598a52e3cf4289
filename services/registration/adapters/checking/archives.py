"""Archives: every entry really unpacked, within bounds, at most two deep, and nothing around them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from .faults import Fault, FoundError, unless

TYPES = frozenset(
    (
        "application/zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
)
MAX_ENTRIES = 10_000
MAX_BYTES = 1024**3  # that come out in all
# an entry that is larger than this once unpacked may be so many times what it is packed
RATIO_FROM, MAX_RATIO = 4 * 1024 * 1024, 250
MAX_DEPTH = 2
# archives inside are read into memory
MAX_INNER = 64 * 1024 * 1024
_PIECE = 256 * 1024
_END = b"PK\x05\x06"
_TRICK = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\x00-\x1f]")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa")


@dataclass
class Budget:
    """What may still come out of an archive and of those inside it."""

    entries: int = MAX_ENTRIES
    bytes: int = MAX_BYTES

    def take(self, entries: int = 0, count: int = 0) -> None:
        """Take some; raises FoundError where it is used up."""
        self.entries -= entries
        self.bytes -= count
        unless(self.entries >= 0, Fault.BOMB, f"> {MAX_ENTRIES} entries")
        unless(self.bytes >= 0, Fault.BOMB, f"> {MAX_BYTES} bytes")


def walk(file: IO[bytes], budget: Budget, depth: int = 1) -> zipfile.ZipFile:
    """The archive after every entry was unpacked and looked at; raises FoundError."""
    unless(depth <= MAX_DEPTH, Fault.BOMB, f"archives {depth} deep")
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FoundError(Fault.DAMAGED, "zip") from None
    entries = archive.infolist()
    budget.take(entries=len(entries))
    _alone(file, archive, entries)
    names = [entry.filename for entry in entries]
    unless(len({name.casefold() for name in names}) == len(names), Fault.POLYGLOT, "zip with a name twice")
    for entry in entries:
        unless(not _TRICK.search(entry.filename), Fault.POLYGLOT, "zip with a path that leads out")
        unless(not entry.flag_bits & 0x1, Fault.ENCRYPTED, "zip")
        _unpack(archive, entry, budget, depth)
    return archive


def _alone(file: IO[bytes], archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Nothing before, behind or shared: entries that overlap are the oldest of bombs."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 22, 0))
    tail = file.read()
    unless(len(tail) == 22 and tail.startswith(_END), Fault.POLYGLOT, "zip + bytes behind its end")
    end, place = archive.start_dir, 0
    if entries:
        unless(min(entry.header_offset for entry in entries) == 0, Fault.POLYGLOT, "zip + bytes before it")
    for entry in sorted(entries, key=lambda one: one.header_offset):
        unless(entry.header_offset >= place, Fault.BOMB, "zip with entries that overlap")
        place = (
            entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) // 4 + entry.compress_size
        )
        unless(place <= end, Fault.BOMB, "zip with entries that overlap")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, depth: int) -> None:
    if entry.file_size > RATIO_FROM:
        unless(entry.file_size <= MAX_RATIO * max(entry.compress_size, 1), Fault.BOMB, "ratio")
    unless(entry.file_size <= budget.bytes, Fault.BOMB, f"> {MAX_BYTES} bytes")
    held, inner = io.BytesIO(), False
    try:
        with archive.open(entry) as packed:
            begins = packed.read(_PIECE)
            unless(not begins.startswith(_PROGRAMS), Fault.ACTIVE_CONTENT, "program")
            inner = begins.startswith(b"PK\x03\x04")
            data = begins
            while data:
                budget.take(count=len(data))
                if inner:
                    held.write(data)
                    unless(held.tell() <= MAX_INNER, Fault.BOMB, "archive inside")
                data = packed.read(_PIECE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise FoundError(Fault.DAMAGED, "zip entry") from None
    if inner:
        walk(held, budget, depth + 1)
