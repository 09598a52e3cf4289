"""What acts in a PDF, starts something, carries a second file, or leads out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from .faults import Fault, FoundError, What

_KEYS = {
    "/JS": What.PDF_SCRIPT,
    "/JavaScript": What.PDF_SCRIPT,
    "/EmbeddedFiles": What.PDF_ATTACHMENT,
    "/EF": What.PDF_ATTACHMENT,
    "/XFA": What.PDF_FORM,
    "/RichMediaContent": What.PDF_MEDIA,
}
_ACTIONS = {
    "/JavaScript": What.PDF_SCRIPT,
    "/Launch": What.PDF_LAUNCH,
    "/ImportData": What.PDF_FORM,
    "/SubmitForm": What.PDF_FORM,
    "/RichMediaExecute": What.PDF_MEDIA,
    "/Rendition": What.PDF_MEDIA,
    "/Movie": What.PDF_MEDIA,
    "/Sound": What.PDF_MEDIA,
    "/GoToR": What.PDF_OUTSIDE,
    "/GoToE": What.PDF_OUTSIDE,
    "/Thread": What.PDF_OUTSIDE,
}
_ANNOTATIONS = {
    "/RichMedia": What.PDF_MEDIA,
    "/Movie": What.PDF_MEDIA,
    "/Sound": What.PDF_MEDIA,
    "/Screen": What.PDF_MEDIA,
    "/3D": What.PDF_MEDIA,
    "/FileAttachment": What.PDF_ATTACHMENT,
}
_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_IGNORED = re.compile(r"[\x00-\x20\x7f\ufeff]")
_MAX_CHAIN = 100


def refuse_active(part: Any) -> None:
    """Refuse a dictionary, or that of a stream, for what it does itself; raises FoundError."""
    keys = set(part.keys())
    for key in sorted(keys & _KEYS.keys()):
        raise FoundError(Fault.ACTIVE_CONTENT, _KEYS[key])
    _refuse_named(part, "/S", _ACTIONS)
    _refuse_named(part, "/Subtype", _ANNOTATIONS)
    if isinstance(part, pikepdf.Stream) and "/F" in keys:
        raise FoundError(Fault.ACTIVE_CONTENT, What.PDF_OUTSIDE)  # its content is in another file
    if "/URI" in keys and isinstance(part["/URI"], pikepdf.String) and not _is_link(str(part["/URI"])):
        raise FoundError(Fault.ACTIVE_CONTENT, What.PDF_LINK)
    for action in _by_itself(part):
        if action.get("/S") == pikepdf.Name.URI:
            raise FoundError(Fault.ACTIVE_CONTENT, What.PDF_LINK)


def _refuse_named(part: Any, key: str, table: dict[str, What]) -> None:
    name = part.get(key)
    if isinstance(name, pikepdf.Name) and str(name) in table:
        raise FoundError(Fault.ACTIVE_CONTENT, table[str(name)])


def _is_link(address: str) -> bool:
    """Whether it leads to the web, to a mailbox, or to no scheme at all; viewers overlook blanks and controls in it."""
    plain = _IGNORED.sub("", address).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    return scheme[1].lower() in _SCHEMES if scheme else not plain.startswith("//")


def _by_itself(part: Any) -> Iterator[Any]:
    """Actions that nobody's click starts: of opening, closing, printing, entering, and whatever follows them."""
    extra = part.get("/AA")
    waiting = [part.get("/OpenAction")]
    if isinstance(extra, pikepdf.Dictionary):
        waiting += [value for _, value in extra.items()]
    seen = 0
    while waiting and seen < _MAX_CHAIN:
        one = waiting.pop()
        seen += 1
        if isinstance(one, pikepdf.Dictionary):
            yield one
            waiting.append(one.get("/Next"))
        elif isinstance(one, pikepdf.Array):
            waiting += list(one)
