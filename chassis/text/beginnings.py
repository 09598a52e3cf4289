"""Bring names into the form in which lists are ordered by them and searched by their beginnings.

Unlike `folding`, it brings each character there by itself: so the form of a name's beginning is the beginning of the name's form.
"""

from __future__ import annotations

import unicodedata2 as unicodedata

from .chinese import simplified

# what does not count: control and invisible characters, blanks, punctuation
_UNCOUNTED = "CZP"


def beginning_form(text: str) -> str:
    """Return the text narrow, simplified, in small letters, without blanks and punctuation."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(simplified(letter) for letter in narrow if unicodedata.category(letter)[0] not in _UNCOUNTED)
