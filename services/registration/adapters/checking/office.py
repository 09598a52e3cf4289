"""Office documents of the Open XML kind: real ones, without macros, and with nothing that acts or is fetched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .archives import Budget, walk
from .faults import Fault, FoundError, unless

_BASE = "application/vnd.openxmlformats-officedocument."
# the main part's content type, and the document's
_MAIN = {
    f"{_BASE}wordprocessingml.document.main+xml": f"{_BASE}wordprocessingml.document",
    f"{_BASE}spreadsheetml.sheet.main+xml": f"{_BASE}spreadsheetml.sheet",
    f"{_BASE}presentationml.presentation.main+xml": f"{_BASE}presentationml.presentation",
}
_TYPES = "[Content_Types].xml"
_ACTIVE = re.compile(r"(^|/)(activex|embeddings/oleobject[^/]*\.bin|vbadata\.xml|customui)", re.IGNORECASE)
_ACTIVE_RELATION = re.compile(
    r"/(oleObject|attachedTemplate|frame|subDocument|externalLinkPath|control|package|video|audio)$", re.IGNORECASE
)
MAX_XML = 16 * 1024 * 1024  # of a part that is parsed


def check(path: Path) -> str:
    """The media type of an office document, or '' for an archive that claims to be none; raises FoundError."""
    with path.open("rb") as file, walk(file, Budget()) as archive:
        names = set(archive.namelist())
        if _TYPES not in names:
            return ""
        return _document(archive, names)


def _document(archive: zipfile.ZipFile, names: set[str]) -> str:
    types = {
        str(one.get("PartName", "")).lstrip("/"): str(one.get("ContentType", ""))
        for one in _parsed(archive, _TYPES)
        if one.tag.endswith("}Override")
    }
    _harmless(archive, names, types)
    main = next(
        (
            posixpath.normpath(str(one.get("Target", "")).lstrip("/"))
            for one in _parsed(archive, "_rels/.rels")
            if str(one.get("Type", "")).endswith("/officeDocument")
        ),
        "",
    )
    unless(main in names and types.get(main) in _MAIN, Fault.TYPE_NOT_ALLOWED, "Office Open XML of another kind")
    _parsed(archive, main)
    return _MAIN[types[main]]


def _harmless(archive: zipfile.ZipFile, names: set[str], types: dict[str, str]) -> None:
    macro = any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values())
    macro = macro or any(posixpath.basename(name).lower().startswith("vbaproject") for name in names)
    unless(not macro, Fault.MACRO, "office")
    unless(not any(_ACTIVE.search(name) for name in names), Fault.ACTIVE_CONTENT, "office object")
    for name in names:
        lowered = name.lower()
        if lowered.endswith(".rels"):
            for one in _parsed(archive, name):
                outside = one.get("TargetMode") == "External" and _ACTIVE_RELATION.search(str(one.get("Type", "")))
                unless(not outside, Fault.ACTIVE_CONTENT, "office link")
        elif lowered.endswith((".xml", ".vml")):
            with archive.open(name) as part:
                start = part.read(4096)
            # also in the encodings that XML allows besides UTF-8
            plain = start.replace(b"\x00", b"").upper()
            unless(b"<!DOCTYPE" not in plain and b"<!ENTITY" not in plain, Fault.BOMB, "XML entities")


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise FoundError(Fault.TYPE_NOT_ALLOWED, "zip that is no office document") from None
    unless(part.file_size <= MAX_XML or name not in (_TYPES, "_rels/.rels"), Fault.BOMB, "XML part")
    if part.file_size > MAX_XML:
        return Element("large")  # a sheet of a million lines: unpacked and bounded before, and not read here
    try:
        content = io.BytesIO(archive.read(name)).getvalue()
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise FoundError(Fault.BOMB, "XML entities") from None
    except (ParseError, ValueError, LookupError):
        raise FoundError(Fault.DAMAGED, "office XML") from None
