"""Office documents of the Open XML kind: real ones, without macros, and with nothing that acts or is fetched.

What acts is refused by family, in three places that each suffice for Office to run it: content types, relations and names.
A list of what is allowed instead would refuse honest documents with every new part that Word, WPS or LibreOffice invents; a
part that neither a type nor a relation makes active is not opened by anybody.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .archives import CONTENT_TYPES, Budget, compound, walk
from .faults import Fault, FoundError, What, unless
from .parts import look_into

_BASE = "application/vnd.openxmlformats-officedocument."
# the main part's content type, and the document's
_MAIN = {
    f"{_BASE}wordprocessingml.document.main+xml": f"{_BASE}wordprocessingml.document",
    f"{_BASE}spreadsheetml.sheet.main+xml": f"{_BASE}spreadsheetml.sheet",
    f"{_BASE}presentationml.presentation.main+xml": f"{_BASE}presentationml.presentation",
}
_TYPES = "[Content_Types].xml"
# of content types, relations and names alike
_MACRO = re.compile(r"macroenabled|vbaproject|vbadata|macrosheet|dialogsheet", re.I)
_ACTIVE = re.compile(r"activex|oleobject|customui|ui/extensibility|webextension|afchunk|subdocument|\bcontrol$", re.I)
# formats that Office takes in as a part of the text and that may act on their own
_ACTIVE_TYPE = re.compile(
    r"text/html|application/xhtml|rtf$|message/rfc822|multipart/related|javascript|msdownload", re.I
)
_XML = (".xml", ".vml", ".rels")
MAX_XML = 16 * 1024 * 1024  # of a part that is read whole


def check(path: Path) -> str:
    """The media type of an office document, or '' for an archive that claims to be none; raises FoundError."""
    with path.open("rb") as file, walk(file, Budget(), judge) as archive:
        return _media_type(archive) if _TYPES in archive.namelist() else ""


def judge(archive: zipfile.ZipFile) -> None:
    """Refuse what acts or is fetched in an archive of parts, whatever kind of document it says that it is; raises FoundError."""
    names = {name.casefold(): name for name in archive.namelist()}
    types = names.get(CONTENT_TYPES)
    if types is None:
        return
    defaults, overrides = _content_types(archive, types)
    for kind in overrides.values():
        _refuse_active(kind)
    for folded, name in names.items():
        kind = overrides.get(folded, defaults.get(posixpath.splitext(folded)[1], ""))
        _refuse_active(kind)
        _refuse_active(folded)
        # it has code of its own, however it is named
        unless(not compound(archive, archive.getinfo(name)), Fault.ACTIVE_CONTENT, What.OFFICE_OBJECT)
        if folded.endswith(".rels"):
            for relation in _parsed(archive, name):
                _refuse_relation(relation)
        elif folded.endswith(_XML) or (kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")):
            look_into(archive, name)


def _content_types(archive: zipfile.ZipFile, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """By extension, and by part; both in lower case."""
    defaults, overrides = {}, {}
    for one in _parsed(archive, name):
        kind = str(one.get("ContentType", "")).strip().casefold()
        if one.tag.endswith("}Override"):
            overrides[str(one.get("PartName", "")).lstrip("/").casefold()] = kind
        elif one.tag.endswith("}Default"):
            defaults["." + str(one.get("Extension", "")).casefold()] = kind
    return defaults, overrides


def _refuse_active(word: str) -> None:
    unless(not _MACRO.search(word), Fault.MACRO, What.OFFICE_MACRO)
    unless(not _ACTIVE.search(word), Fault.ACTIVE_CONTENT, What.OFFICE_OBJECT)
    unless(not _ACTIVE_TYPE.search(word), Fault.ACTIVE_CONTENT, What.OFFICE_OBJECT)


def _refuse_relation(relation: Element) -> None:
    kind, mode = str(relation.get("Type", "")), str(relation.get("TargetMode", "Internal"))
    _refuse_active(kind)
    # a link is followed by whoever clicks it; anything else is fetched by opening the document
    inside = mode.strip().casefold() == "internal" or kind.casefold().endswith("/hyperlink")
    unless(inside, Fault.ACTIVE_CONTENT, What.OFFICE_LINK)


def _media_type(archive: zipfile.ZipFile) -> str:
    names = {name.casefold() for name in archive.namelist()}
    _, overrides = _content_types(archive, _TYPES)
    main = next(
        (
            posixpath.normpath(str(one.get("Target", "")).lstrip("/")).casefold()
            for one in _parsed(archive, "_rels/.rels")
            if str(one.get("Type", "")).endswith("/officeDocument")
        ),
        "",
    )
    known = main in names and overrides.get(main) in _MAIN
    unless(known, Fault.TYPE_NOT_ALLOWED, What.OFFICE_OTHER)
    return _MAIN[overrides[main]]


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise FoundError(Fault.TYPE_NOT_ALLOWED, What.OFFICE_NONE) from None
    unless(part.file_size <= MAX_XML, Fault.BOMB, What.OFFICE_LARGE)
    try:
        return fromstring(archive.read(name), forbid_dtd=True)
    except DefusedXmlException:
        raise FoundError(Fault.BOMB, What.OFFICE_ENTITIES) from None
    except (ParseError, ValueError, LookupError):
        raise FoundError(Fault.DAMAGED, What.OFFICE_XML) from None
