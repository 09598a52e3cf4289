"""What a reader sees of a text (rules C4, C10): blanks, controls and letters without a shape are no content."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# marks of format (Cf: soft hyphen, zero-width space and joiners), controls, and every kind of space and separator
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
# letters and marks that have no shape of their own: Hangul fillers, the empty Braille cell, joiners, variation selectors
_SHAPELESS = frozenset(
    chr(point)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for point in range(first, last + 1)
)


@lru_cache(maxsize=16_384)
def _seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and character not in _SHAPELESS


def visible_length(text: str) -> int:
    """How many characters of a text can be seen."""
    return sum(map(_seen, text))
