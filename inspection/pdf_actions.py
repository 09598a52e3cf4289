"""Parts of a PDF that act, start a program, carry a second file, or lead out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from .defects import Defect, DefectError, Detail

_KEYS = {
    "/JS": Detail.PDF_SCRIPT,
    "/JavaScript": Detail.PDF_SCRIPT,
    "/EmbeddedFiles": Detail.PDF_ATTACHMENT,
    "/EF": Detail.PDF_ATTACHMENT,
    "/XFA": Detail.PDF_FORM,
    "/RichMediaContent": Detail.PDF_MEDIA,
}
_ACTIONS = {
    "/JavaScript": Detail.PDF_SCRIPT,
    "/Launch": Detail.PDF_LAUNCH,
    "/ImportData": Detail.PDF_FORM,
    "/SubmitForm": Detail.PDF_FORM,
    "/RichMediaExecute": Detail.PDF_MEDIA,
    "/Rendition": Detail.PDF_MEDIA,
    "/Movie": Detail.PDF_MEDIA,
    "/Sound": Detail.PDF_MEDIA,
    "/GoToR": Detail.PDF_OUTSIDE,
    "/GoToE": Detail.PDF_OUTSIDE,
    "/Thread": Detail.PDF_OUTSIDE,
}
_ANNOTATIONS = {
    "/RichMedia": Detail.PDF_MEDIA,
    "/Movie": Detail.PDF_MEDIA,
    "/Sound": Detail.PDF_MEDIA,
    "/Screen": Detail.PDF_MEDIA,
    "/3D": Detail.PDF_MEDIA,
    "/FileAttachment": Detail.PDF_ATTACHMENT,
}
_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f\ufeff]")
_MAX_CHAIN = 100


def refuse_active(part: Any) -> None:
    """Raise DefectError if a dictionary, or that of a stream, acts itself."""
    keys = set(part.keys())
    for key in sorted(keys & _KEYS.keys()):
        raise DefectError(Defect.ACTIVE_CONTENT, _KEYS[key])
    _refuse_named(part, "/S", _ACTIONS)
    _refuse_named(part, "/Subtype", _ANNOTATIONS)
    if isinstance(part, pikepdf.Stream) and "/F" in keys:
        raise DefectError(Defect.ACTIVE_CONTENT, Detail.PDF_OUTSIDE)  # its content is in another file
    if "/URI" in keys and isinstance(part["/URI"], pikepdf.String) and not _is_link(str(part["/URI"])):
        raise DefectError(Defect.ACTIVE_CONTENT, Detail.PDF_LINK)
    for action in _automatic_actions(part):
        if action.get("/S") == pikepdf.Name.URI:
            raise DefectError(Defect.ACTIVE_CONTENT, Detail.PDF_LINK)


def _refuse_named(part: Any, key: str, table: dict[str, Detail]) -> None:
    name = part.get(key)
    if isinstance(name, pikepdf.Name) and str(name) in table:
        raise DefectError(Defect.ACTIVE_CONTENT, table[str(name)])


def _is_link(address: str) -> bool:
    """Return True if an address has no scheme or leads to the web or a mailbox; viewers ignore blanks and controls in it."""
    plain = _IGNORED.sub("", address).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    return scheme[1].lower() in _SCHEMES if scheme else not plain.startswith("//")


def _automatic_actions(part: Any) -> Iterator[Any]:
    """Yield the actions that start without a click, such as at opening or printing, and those that follow them."""
    extra = part.get("/AA")
    waiting = [part.get("/OpenAction")]
    if isinstance(extra, pikepdf.Dictionary):
        waiting += [value for _, value in extra.items()]
    count = 0
    while waiting and count < _MAX_CHAIN:
        action = waiting.pop()
        count += 1
        if isinstance(action, pikepdf.Dictionary):
            yield action
            waiting.append(action.get("/Next"))
        elif isinstance(action, pikepdf.Array):
            waiting += list(action)
