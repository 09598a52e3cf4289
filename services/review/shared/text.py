"""Texts as they are compared."""

from __future__ import annotations

import re
import unicodedata


def plain(text: str) -> str:
    """A text for comparison: one form of each character, no spaces or punctuation, one case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
