"""Bring names into the form in which lists are ordered by them and searched by their beginnings.

Unlike `folding`, it brings each character there by itself: so the form of a name's beginning is the beginning of the name's form.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import unicodedata2 as unicodedata

from .chinese import simplified

# what does not count: control and invisible characters, blanks, punctuation
_UNCOUNTED = "CZP"


def beginning_form(text: str) -> str:
    """Return the text narrow, simplified, in small letters, without blanks and punctuation."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(simplified(letter) for letter in narrow if unicodedata.category(letter)[0] not in _UNCOUNTED)


def is_part_of_any(text: str, names: Iterable[str]) -> bool:
    """Return True if one of the names has the text, both in this form; False for a text of which nothing counts.

    The forms of names are kept: it is for names that are published, and are searched again and again.
    """
    wanted = beginning_form(text)
    return bool(wanted) and any(wanted in _published_form(name) for name in names)


@lru_cache(maxsize=32_768)
def _published_form(name: str) -> str:
    return beginning_form(name)
