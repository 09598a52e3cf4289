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

from .archives import CONTENT_TYPES, Budget, is_compound, walk
from .defects import Defect, DefectError, Detail, require
from .office_parts import check_part

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
    """Return the media type of an office document, '' for an archive that does not claim to be a document; raises DefectError."""
    with path.open("rb") as file, walk(file, Budget(), judge) as archive:
        return _media_type(archive) if _TYPES in archive.namelist() else ""


def judge(archive: zipfile.ZipFile) -> None:
    """Raise DefectError for parts that act or are fetched, whatever kind of document the archive claims to be."""
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
        # a compound file has code of its own, however it is named
        require(not is_compound(archive, archive.getinfo(name)), Defect.ACTIVE_CONTENT, Detail.OFFICE_OBJECT)
        if folded.endswith(".rels"):
            for relation in _parsed(archive, name):
                _refuse_relation(relation)
        elif folded.endswith(_XML) or (kind.endswith(("+xml", "/xml")) and not kind.startswith("image/")):
            check_part(archive, name)


def _content_types(archive: zipfile.ZipFile, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the content types by extension, and by part; all in lower case."""
    defaults, overrides = {}, {}
    for element in _parsed(archive, name):
        kind = str(element.get("ContentType", "")).strip().casefold()
        if element.tag.endswith("}Override"):
            overrides[str(element.get("PartName", "")).lstrip("/").casefold()] = kind
        elif element.tag.endswith("}Default"):
            defaults["." + str(element.get("Extension", "")).casefold()] = kind
    return defaults, overrides


def _refuse_active(name: str) -> None:
    require(not _MACRO.search(name), Defect.MACRO, Detail.OFFICE_MACRO)
    require(not _ACTIVE.search(name), Defect.ACTIVE_CONTENT, Detail.OFFICE_OBJECT)
    require(not _ACTIVE_TYPE.search(name), Defect.ACTIVE_CONTENT, Detail.OFFICE_OBJECT)


def _refuse_relation(relation: Element) -> None:
    kind, mode = str(relation.get("Type", "")), str(relation.get("TargetMode", "Internal"))
    _refuse_active(kind)
    # a link is followed by whoever clicks it; anything else is fetched by opening the document
    inside = mode.strip().casefold() == "internal" or kind.casefold().endswith("/hyperlink")
    require(inside, Defect.ACTIVE_CONTENT, Detail.OFFICE_LINK)


def _media_type(archive: zipfile.ZipFile) -> str:
    names = {name.casefold() for name in archive.namelist()}
    _, overrides = _content_types(archive, _TYPES)
    main = next(
        (
            posixpath.normpath(str(relation.get("Target", "")).lstrip("/")).casefold()
            for relation in _parsed(archive, "_rels/.rels")
            if str(relation.get("Type", "")).endswith("/officeDocument")
        ),
        "",
    )
    known = main in names and overrides.get(main) in _MAIN
    require(known, Defect.TYPE_NOT_ALLOWED, Detail.OFFICE_OTHER)
    return _MAIN[overrides[main]]


def _parsed(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        part = archive.getinfo(name)
    except KeyError:
        raise DefectError(Defect.TYPE_NOT_ALLOWED, Detail.OFFICE_NONE) from None
    require(part.file_size <= MAX_XML, Defect.BOMB, Detail.OFFICE_LARGE)
    try:
        return fromstring(archive.read(name), forbid_dtd=True)
    except DefusedXmlException:
        raise DefectError(Defect.BOMB, Detail.OFFICE_ENTITIES) from None
    except (ParseError, ValueError, LookupError):
        raise DefectError(Defect.DAMAGED, Detail.OFFICE_XML) from None
