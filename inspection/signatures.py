"""Marks by which programs take bytes for a program, a page or another file."""

from __future__ import annotations

import re

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
# Windows, Linux, macOS (thin, either order, and fat, which Java shares), scripts, Windows shortcuts
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"L\0\0\0\x01\x14\x02\0",
)
FILES = (*PROGRAMS, OLE, ZIP, PDF)
# in metadata, which nobody starts, a mark of two bytes may be a number
_LONG = tuple(mark for mark in FILES if len(mark) > 2)
# readers of PDF look for its mark so far from the beginning
PDF_WITHIN = 1024
# elements of a page; those of metadata have a prefix. Shorter names are left out, as noise may spell them
_ACTIVE = re.compile(
    rb"%PDF-|<\?php|<!doctype"
    rb"|<(?:html|head|body|script|style|iframe|frameset|object|embed|applet|svg|img|form|input|video|audio|meta|link|base)"
    rb"[\s/>]",
    re.IGNORECASE,
)
# any element at all, for comments, in which no markup is honest
_MARKUP = re.compile(rb"<[a-z!?/]", re.IGNORECASE)


def hides(content: bytes) -> bool:
    """Return True if metadata begins as another file, or holds a page or the mark of a PDF."""
    return content.startswith(_LONG) or _ACTIVE.search(content) is not None


def has_markup(text: bytes) -> bool:
    """Return True if a comment holds markup or another file."""
    return hides(text) or _MARKUP.search(text) is not None
