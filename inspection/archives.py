"""Archives: each entry is unpacked within bounds, at most two deep, and nothing in or around them may act."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from . import signatures
from .archive_layout import require_alone
from .defects import Defect, DefectError, Detail, require

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
MAX_BYTES = 1024**3  # of all entries, unpacked
# an entry that unpacks to more bytes than this may grow by this factor
RATIO_FROM, MAX_RATIO = 4 * 1024 * 1024, 250
MAX_DEPTH = 2
# a document holds what it shows, such as the numbers of a chart, in documents of its own; they lie so deep at most
MAX_DEPTH_OF_DOCUMENTS = 4
# archives inside are read into memory
MAX_INNER = 64 * 1024 * 1024
_PIECE = 256 * 1024
_UTF_8 = 0x800
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
    """The entries and bytes that an archive, with those inside it, may still unpack to."""

    entries: int = MAX_ENTRIES
    bytes: int = MAX_BYTES

    def take(self, entries: int = 0, count: int = 0) -> None:
        """Take entries and bytes; raises DefectError if they are used up."""
        self.entries -= entries
        self.bytes -= count
        require(self.entries >= 0, Defect.BOMB, Detail.ZIP_ENTRIES)
        require(self.bytes >= 0, Defect.BOMB, Detail.ZIP_BYTES)


def walk(
    file: IO[bytes],
    budget: Budget,
    judge: Callable[[zipfile.ZipFile], None],
    depth: int = 1,
    *,
    within_document: bool = False,
) -> zipfile.ZipFile:
    """Unpack and check each entry, call `judge` for the archive and those inside it, and return it; raises DefectError."""
    require(depth <= (MAX_DEPTH_OF_DOCUMENTS if within_document else MAX_DEPTH), Defect.BOMB, Detail.ZIP_DEPTH)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise DefectError(Defect.DAMAGED, Detail.ZIP) from None
    entries = archive.infolist()
    budget.take(entries=len(entries))
    require_alone(file, archive)
    names = {_name(entry).casefold() for entry in entries}
    require(len(names) == len(entries), Defect.POLYGLOT, Detail.ZIP_NAME_TWICE)
    for entry in entries:
        for name in {_name(entry), entry.filename}:  # programs differ in how they read the name
            require(not _TRICK.search(name), Defect.POLYGLOT, Detail.ZIP_PATH)
            require(_extension(name, entry) not in _RUNS, Defect.ACTIVE_CONTENT, Detail.ZIP_PROGRAM)
        require(not entry.flag_bits & 0x1, Defect.ENCRYPTED, Detail.ZIP_PASSWORD)
        inner = _unpack(archive, entry, budget)
        if inner is not None:
            walk(inner, budget, judge, depth + 1, within_document=CONTENT_TYPES in names).close()
        # in a document of parts it is an object or a macro, and `judge` says which
        if CONTENT_TYPES not in names and not entry.filename.lower().endswith(_CAD):
            require(not is_compound(archive, entry), Defect.ACTIVE_CONTENT, Detail.ZIP_OLE)
    judge(archive)
    return archive


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry as programs in China read it: as UTF-8 if the entry says so, else as GB 18030 if it can be.

    `zipfile` reads other names by the code page of the first PCs, in which two Chinese names may differ by case alone.
    """
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _extension(name: str, entry: zipfile.ZipInfo) -> str:
    """Return the extension as Windows sees it, without dots and blanks at the end and streams behind a colon."""
    last = "" if entry.is_dir() else posixpath.basename(name.replace("\\", "/")).partition(":")[0]
    return posixpath.splitext("x" + last.rstrip(". "))[1].lower()


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> io.BytesIO | None:
    """Read an entry to its end; return its content if that is an archive again, else None."""
    if entry.file_size > RATIO_FROM:
        require(entry.file_size <= MAX_RATIO * max(entry.compress_size, 1), Defect.BOMB, Detail.ZIP_RATIO)
    require(entry.file_size <= budget.bytes, Defect.BOMB, Detail.ZIP_BYTES)
    content = io.BytesIO()
    try:
        with archive.open(entry) as packed:
            data = packed.read(_PIECE)
            require(not data.startswith(signatures.PROGRAMS), Defect.ACTIVE_CONTENT, Detail.ZIP_PROGRAM)
            inner = data.startswith(signatures.ZIP)
            while data:
                budget.take(count=len(data))
                if inner:
                    content.write(data)
                    require(content.tell() <= MAX_INNER, Defect.BOMB, Detail.ZIP_BYTES)
                data = packed.read(_PIECE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise DefectError(Defect.DAMAGED, Detail.ZIP_ENTRY) from None
    return content if inner else None


def is_compound(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Return True if an entry that was unpacked before is a compound file, as old Office's are."""
    with archive.open(entry) as part:
        return part.read(len(signatures.OLE)) == signatures.OLE
