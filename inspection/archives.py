"""Archives: every entry really unpacked, within bounds, at most two deep, and nothing in or around them that acts."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from . import foreign
from .faults import Fault, FoundError, What, unless
from .layout import require_alone

TYPES = frozenset(
    (
        "application/zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
)
CONTENT_TYPES = "[content_types].xml"  # of a document of parts, in lower case
MAX_ENTRIES = 10_000
MAX_BYTES = 1024**3  # that come out in all
# an entry that is larger than this once unpacked may be so many times what it is packed
RATIO_FROM, MAX_RATIO = 4 * 1024 * 1024, 250
MAX_DEPTH = 2
# archives inside are read into memory
MAX_INNER = 64 * 1024 * 1024
_PIECE = 256 * 1024
_TRICK = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\x00-\x1f]")
# what Windows or macOS runs, installs or mounts when it is opened
_RUNS = frozenset(
    (".appref-ms", ".application", ".appx", ".bat", ".chm", ".cmd", ".com", ".command", ".cpl", ".diagcab", ".dll", ".exe",
     ".gadget", ".hlp", ".hta", ".img", ".inf", ".iso", ".jar", ".jnlp", ".js", ".jse", ".lnk", ".msc", ".msi", ".msix",
     ".msp", ".pif", ".ps1", ".psm1", ".reg", ".scf", ".scr", ".sct", ".settingcontent-ms", ".sys", ".url", ".vb", ".vbe",
     ".vbs", ".vhd", ".vhdx", ".workflow", ".ws", ".wsc", ".wsf", ".wsh", ".xll")
)  # fmt: skip
# CAD and modelling programs whose own format is a compound file
_CAD = (".sldprt", ".sldasm", ".slddrw", ".ipt", ".iam", ".idw", ".max")


@dataclass
class Budget:
    """What may still come out of an archive and of those inside it."""

    entries: int = MAX_ENTRIES
    bytes: int = MAX_BYTES

    def take(self, entries: int = 0, count: int = 0) -> None:
        """Take some; raises FoundError where it is used up."""
        self.entries -= entries
        self.bytes -= count
        unless(self.entries >= 0, Fault.BOMB, What.ZIP_ENTRIES)
        unless(self.bytes >= 0, Fault.BOMB, What.ZIP_BYTES)


def walk(file: IO[bytes], budget: Budget, judge: Callable[[zipfile.ZipFile], None], depth: int = 1) -> zipfile.ZipFile:
    """The archive after every entry was unpacked and looked at, and `judge` asked of it and of each inside; raises FoundError."""
    unless(depth <= MAX_DEPTH, Fault.BOMB, What.ZIP_DEPTH)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise FoundError(Fault.DAMAGED, What.ZIP) from None
    entries = archive.infolist()
    budget.take(entries=len(entries))
    require_alone(file, archive)
    names = {entry.filename.casefold() for entry in entries}
    unless(len(names) == len(entries), Fault.POLYGLOT, What.ZIP_NAME_TWICE)
    for entry in entries:
        unless(not _TRICK.search(entry.filename), Fault.POLYGLOT, What.ZIP_PATH)
        unless(not entry.flag_bits & 0x1, Fault.ENCRYPTED, What.ZIP_PASSWORD)
        unless(_extension(entry) not in _RUNS, Fault.ACTIVE_CONTENT, What.ZIP_PROGRAM)
        inner = _unpack(archive, entry, budget)
        if inner is not None:
            walk(inner, budget, judge, depth + 1).close()
        # in a document of parts it is an object or a macro, and `judge` says which
        if CONTENT_TYPES not in names and not entry.filename.lower().endswith(_CAD):
            unless(not compound(archive, entry), Fault.ACTIVE_CONTENT, What.ZIP_OLE)
    judge(archive)
    return archive


def _extension(entry: zipfile.ZipInfo) -> str:
    """As Windows sees it, which drops dots and blanks at the end, and streams behind a colon."""
    name = "" if entry.is_dir() else posixpath.basename(entry.filename.replace("\\", "/")).partition(":")[0]
    return posixpath.splitext("x" + name.rstrip(". "))[1].lower()


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> io.BytesIO | None:
    """Read it to its end; what it holds where that is an archive again."""
    if entry.file_size > RATIO_FROM:
        unless(entry.file_size <= MAX_RATIO * max(entry.compress_size, 1), Fault.BOMB, What.ZIP_RATIO)
    unless(entry.file_size <= budget.bytes, Fault.BOMB, What.ZIP_BYTES)
    held = io.BytesIO()
    try:
        with archive.open(entry) as packed:
            data = packed.read(_PIECE)
            unless(not data.startswith(foreign.PROGRAMS), Fault.ACTIVE_CONTENT, What.ZIP_PROGRAM)
            inner = data.startswith(foreign.ZIP)
            while data:
                budget.take(count=len(data))
                if inner:
                    held.write(data)
                    unless(held.tell() <= MAX_INNER, Fault.BOMB, What.ZIP_BYTES)
                data = packed.read(_PIECE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise FoundError(Fault.DAMAGED, What.ZIP_ENTRY) from None
    return held if inner else None


def compound(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry that was unpacked before is a compound file, as old Office's are."""
    with archive.open(entry) as part:
        return part.read(len(foreign.OLE)) == foreign.OLE
