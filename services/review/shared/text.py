"""Bring texts into one form, in which the same words are equal however they were written."""

from __future__ import annotations

import re
import unicodedata


def comparable(text: str) -> str:
    """Return the text in one case and one form of each character, without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
