"""What a reader sees of a text: blanks, controls and shapeless letters are no content, no part of a name (rules B9, C4, C10)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# controls, marks of format (soft hyphen, zero-width space and joiners), separators of lines
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# what Unicode says to ignore although it counts as a letter or is not assigned: Hangul fillers, tags; an empty Braille cell
_SHAPELESS = frozenset(
    chr(point)
    for first, last in (
        (0x115F, 0x1160),
        (0x2065, 0x2065),
        (0x2800, 0x2800),
        (0x3164, 0x3164),
        (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFF8),
        (0xE0000, 0xE00FF),
        (0xE01F0, 0xE0FFF),
    )
    for point in range(first, last + 1)
)
# marks that only choose how their neighbour is drawn: joiners, variation selectors
_CHOOSING = frozenset(
    chr(point)
    for first, last in ((0x034F, 0x034F), (0x17B4, 0x17B5), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for point in range(first, last + 1)
)
# dots and strokes that count as letters, and stand between others as a dot or a stroke would
_PARTING = frozenset("\u318d\ua78f\u30fc\uff70\u02d0\u02bc\u02b9\u02bb\u02c8\u01c0\u01c1\u01c2\u01c3丨丶丿\u3021")


def is_invisible(character: str) -> bool:
    """Whether the character shows nothing, and is no ordinary space."""
    return character in _SHAPELESS or unicodedata.category(character) in _UNSEEN


def is_separator(character: str) -> bool:
    """Whether it is a letter to Unicode, and to a reader a gap, a dot or a stroke."""
    return character in _SHAPELESS or character in _PARTING


@lru_cache(maxsize=16_384)
def _seen(character: str) -> bool:
    return not (is_invisible(character) or character in _CHOOSING or character.isspace())


def visible_length(text: str) -> int:
    """How many characters of a text can be seen."""
    return sum(map(_seen, text))
