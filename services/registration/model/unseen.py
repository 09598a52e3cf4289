"""Characters that nobody sees, or that only part others (rule B9)."""

from __future__ import annotations

import unicodedata

# what Unicode says to ignore by default although it counts as a letter: Hangul fillers; and a Braille cell without dots
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# dots and strokes that count as letters, and stand between others as a dot or a stroke would
_PARTING_LETTERS = frozenset(
    "\u318d\ua78f\u30fc\uff70\u02d0\u02bc\u02b9\u02bb\u02c8\u01c0\u01c1\u01c2\u01c3丨丶丿\u3021"
)
# control and format characters, surrogates, private and unassigned ones, separators of lines
_UNSEEN_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def is_unseen(character: str) -> bool:
    """Whether the character shows nothing, and is no ordinary space."""
    return character in _BLANK_LETTERS or unicodedata.category(character) in _UNSEEN_CATEGORIES


def is_parting(character: str) -> bool:
    """Whether it is a letter to Unicode, and to a reader a gap, a dot or a stroke."""
    return character in _BLANK_LETTERS or character in _PARTING_LETTERS
