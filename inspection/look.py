"""One look into a file: which type it is, and the deeper checks of that type."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import puremagic

from . import archives, foreign, jpeg, office, pdf, png, scenes
from .faults import Fault, FoundError, What, unless

READ_BYTES = 1024 * 1024
HEAD_BYTES = 2048
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ZIP, MP4, GLB = "application/zip", "video/mp4", "model/gltf-binary"
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml|\?php|body|iframe)", re.IGNORECASE)
_INNER = (foreign.PDF, foreign.ZIP, b"\x89PNG\r\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class Findings:
    """What a file is."""

    sha256: str
    size_bytes: int
    media_type: str


def look(path: Path) -> Findings:
    """Hash, size and type of a file that is whole and harmless; raises FoundError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            digest.update(data)
            size += len(data)
        media_type = type_of(file, path)
    return Findings(digest.hexdigest(), size, media_type)


def type_of(file: BinaryIO, path: Path) -> str:
    """The type by content, after the checks of that type; raises FoundError."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for begins, check in _BY_HEAD:
        if begins(head):
            found = _checked(check, file, path)
            inside = found != PDF and foreign.PDF in head[: foreign.PDF_WITHIN + len(foreign.PDF) - 1]
            unless(not inside, Fault.POLYGLOT, What.PDF_INSIDE)
            # an archive that begins somewhere inside and ends with the file opens as an archive, whatever stands before it
            if found not in archives.TYPES:
                unless(not zipfile.is_zipfile(path), Fault.POLYGLOT, What.ZIP_BEHIND)
            return found
    raise _unknown(head, file)


def _checked(check: Callable[[BinaryIO, Path], str], file: BinaryIO, path: Path) -> str:
    try:
        return check(file, path)
    except (FoundError, MemoryError, OSError):
        raise
    except Exception:  # noqa: BLE001 - a library that trips over a file says that the file is not right
        raise FoundError(Fault.DAMAGED, What.UNREADABLE) from None


def _unknown(head: bytes, file: BinaryIO) -> FoundError:
    if any(mark in head for mark in _INNER):
        page = head.startswith(foreign.PROGRAMS) or _PAGE.match(head) is not None
        return FoundError(Fault.POLYGLOT, What.PAGE_BEFORE if page else What.FOREIGN_BEFORE)
    if head.startswith(foreign.OLE):
        file.seek(0)
        wanted, before = "EncryptedPackage".encode("utf-16-le"), b""
        while data := file.read(READ_BYTES):
            if wanted in before + data:
                return FoundError(Fault.ENCRYPTED, What.OFFICE_PASSWORD)
            before = data[-len(wanted) :]
        return FoundError(Fault.TYPE_NOT_ALLOWED, What.OLE)
    return FoundError(Fault.TYPE_NOT_ALLOWED, name_of(head))


def name_of(
    head: bytes, identify: Callable[[bytes], Sequence[puremagic.PureMagicWithConfidence]] = puremagic.magic_string
) -> What | str:
    """Return the name that puremagic gives a type we do not take, as far as the beginning shows it.

    A beginning that it does not know, puremagic 1 answers with an error and puremagic 2 with an empty list.
    """
    try:
        matches = identify(head)
    except (MemoryError, OSError):
        raise
    except Exception:  # noqa: BLE001 - a library that trips over a file can't name its type
        return What.UNKNOWN
    if not matches:
        return What.UNKNOWN
    return matches[0].mime_type or matches[0].extension.lstrip(".") or What.UNKNOWN


def _pdf(file: BinaryIO, path: Path) -> str:
    pdf.check(file, path)
    return PDF


def _png(file: BinaryIO, path: Path) -> str:
    png.check(file)
    return PNG


def _jpeg(file: BinaryIO, path: Path) -> str:
    jpeg.check(file, path)
    return JPEG


def _zip(file: BinaryIO, path: Path) -> str:
    return office.check(path) or ZIP


def _mp4(file: BinaryIO, path: Path) -> str:
    scenes.check_mp4(file)
    return MP4


def _glb(file: BinaryIO, path: Path) -> str:
    scenes.check_glb(file)
    return GLB


_BY_HEAD: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, Path], str]], ...] = (
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda head: head.startswith(b"\xff\xd8\xff"), _jpeg),
    (lambda head: head.startswith(b"PK\x03\x04"), _zip),
    (lambda head: head[4:8] == b"ftyp", _mp4),
    (lambda head: head.startswith(b"glTF"), _glb),
)
