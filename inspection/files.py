"""Inspecting a file: its type by content, then the deeper checks of that type."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import puremagic

from . import archives, glb, jpeg, mp4, office, pdf, png, signatures
from .defects import Defect, DefectError, Detail, require

READ_BYTES = 1024 * 1024
HEAD_BYTES = 2048
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ZIP, MP4, GLB = "application/zip", "video/mp4", "model/gltf-binary"
# the type of what could be anything: it tells nobody what the file is
_ANY_BYTES = "application/octet-stream"
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml|\?php|body|iframe)", re.IGNORECASE)
_INNER = (signatures.PDF, signatures.ZIP, b"\x89PNG\r\n", b"\xff\xd8\xff")


@dataclass(frozen=True)
class InspectedFile:
    """A file without defects: its hash, size and type."""

    sha256: str
    size_bytes: int
    media_type: str


def inspect_file(path: Path) -> InspectedFile:
    """Return hash, size and type of a file that is whole and harmless; raises DefectError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            digest.update(data)
            size += len(data)
        media_type = type_of(file, path)
    return InspectedFile(digest.hexdigest(), size, media_type)


def type_of(file: BinaryIO, path: Path) -> str:
    """Return the type by content, after the checks of that type; raises DefectError."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    for matches, check in _CHECKS:
        if matches(head):
            media_type = _checked(check, file, path)
            holds_pdf = media_type != PDF and signatures.PDF in head[: signatures.PDF_WITHIN + len(signatures.PDF) - 1]
            require(not holds_pdf, Defect.POLYGLOT, Detail.PDF_INSIDE)
            # an archive that begins somewhere inside and ends with the file opens as an archive, whatever stands before it
            if media_type not in archives.TYPES:
                require(not zipfile.is_zipfile(path), Defect.POLYGLOT, Detail.ZIP_BEHIND)
            return media_type
    raise _unknown_type(head, file)


def _checked(check: Callable[[BinaryIO, Path], str], file: BinaryIO, path: Path) -> str:
    try:
        return check(file, path)
    except (DefectError, MemoryError, OSError):
        raise
    except Exception:  # noqa: BLE001 - a library that trips over a file says that the file is not right
        raise DefectError(Defect.DAMAGED, Detail.UNREADABLE) from None


def _unknown_type(head: bytes, file: BinaryIO) -> DefectError:
    if any(inner in head for inner in _INNER):
        page = head.startswith(signatures.PROGRAMS) or _PAGE.match(head) is not None
        return DefectError(Defect.POLYGLOT, Detail.PAGE_BEFORE if page else Detail.FOREIGN_BEFORE)
    if head.startswith(signatures.OLE):
        file.seek(0)
        mark, before = "EncryptedPackage".encode("utf-16-le"), b""
        while data := file.read(READ_BYTES):
            if mark in before + data:
                return DefectError(Defect.ENCRYPTED, Detail.OFFICE_PASSWORD)
            before = data[-len(mark) :]
        return DefectError(Defect.TYPE_NOT_ALLOWED, Detail.OLE)
    return DefectError(Defect.TYPE_NOT_ALLOWED, name_of(head))


def name_of(
    head: bytes, identify: Callable[[bytes], Sequence[puremagic.PureMagicWithConfidence]] = puremagic.magic_string
) -> Detail | str:
    """Return puremagic's name for a type that we don't take, by the beginning of the file.

    For a beginning that it doesn't know, puremagic 1 raises an error and puremagic 2 returns an empty list.
    """
    try:
        matches = identify(head)
    except (MemoryError, OSError):
        raise
    except Exception:  # noqa: BLE001 - a library that trips over a file can't name its type
        return Detail.UNKNOWN
    if not matches:
        return Detail.UNKNOWN
    mime_type = str(matches[0].mime_type or "")
    if mime_type not in ("", _ANY_BYTES):
        return mime_type
    return matches[0].extension.lstrip(".") or Detail.UNKNOWN


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
    mp4.check(file)
    return MP4


def _glb(file: BinaryIO, path: Path) -> str:
    glb.check(file)
    return GLB


_CHECKS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, Path], str]], ...] = (
    (lambda head: head.startswith(b"%PDF-"), _pdf),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    (lambda head: head.startswith(b"\xff\xd8\xff"), _jpeg),
    (lambda head: head.startswith(b"PK\x03\x04"), _zip),
    (lambda head: head[4:8] == b"ftyp", _mp4),
    (lambda head: head.startswith(b"glTF"), _glb),
)
