"""Bring names and texts into the one form in which they are compared (rules B7, F5).

`folded` is equal for texts that say the same, whatever their script (traditional or simplified), width, case, blanks,
punctuation and numerals. What says something stays: letters and vowel signs of every script, “+”, “#”, a times sign, and what
parts two digits.
Stored keys are made of it: FOLDING goes up with every change of what it returns, and a migration brings the keys there.
"""

from __future__ import annotations

import re

import unicodedata2 as unicodedata

from .chinese import simplified
from .numerals import ROMAN_CHARACTERS, with_digits, with_roman_words_as_digits
from .visible import is_invisible, is_separator, is_spelling, is_variation_mark

# part of every stored key
FOLDING = "f1"

_NOT_BETWEEN_DIGITS = re.compile(r"(?<![0-9])[.\-]+|[.\-]+(?![0-9])")
_BETWEEN_DIGITS = re.compile(r"[.\-]{2,}")
# what is typed for a dot and for a hyphen between digits
_DOTS = frozenset(".。·・•‧∙⋅")
_HYPHENS = frozenset("-‐‑‒–—―−/⁄:~〜、|^")
# symbols that say something: the contest's own × as people type it, C++, C#
_SIGNS = {**dict.fromkeys("×✕✖╳⨯⨉", "x"), "♯": "#", "➕": "+", "#": "#", "+": "+"}
_EXPONENT = re.compile("(?<=[0-9\uff10-\uff19])(?=[⁰¹²³⁴-⁹])")
_JOINER = re.compile("([\u200c\u200d\u180e])")
# stands for a joiner that is spelling
_SPELT_JOINER = "\u200c"


def folded(text: str) -> str:
    """Return the text in the form in which it equals every other spelling of itself; empty if nothing of it counts."""
    kept = _in_lower_case(_EXPONENT.sub("^", _with_one_joiner(text))).translate(_CHARACTERS)
    kept = _NOT_BETWEEN_DIGITS.sub("", with_digits(kept))
    return with_roman_words_as_digits(_BETWEEN_DIGITS.sub(lambda run: "." if "." in run[0] else "-", kept))


def _in_lower_case(text: str) -> str:
    # Roman numerals stay characters until they are read as numbers: as letters they could be part of a word
    return "".join(
        part if place % 2 else unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", part).casefold())
        for place, part in enumerate(ROMAN_CHARACTERS.split(text))
    )


def _with_one_joiner(text: str) -> str:
    """Return the text without invisible joiners, but with one for all where they are spelling."""
    parts = _JOINER.split(text)
    for place in range(1, len(parts), 2):
        before, after = parts[place - 1][-1:], parts[place + 1][:1]
        parts[place] = _SPELT_JOINER if is_spelling(parts[place], before, after) else ""
    return "".join(parts)


class _Characters(dict[int, str]):
    """A table of what each character becomes, filled as characters occur."""

    def __missing__(self, point: int) -> str:
        self[point] = _kept(chr(point))
        return self[point]


def _kept(character: str) -> str:
    """Return what is left of a character that is normalised and in lower case: mostly itself, or nothing."""
    if character == _SPELT_JOINER:
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    if character in _DOTS or character in _HYPHENS:
        return "." if character in _DOTS else "-"
    if is_separator(character) or is_invisible(character) or is_variation_mark(character):
        return ""
    category = unicodedata.category(character)
    if category[0] == "M":  # a vowel sign says something; what can be put on any letter is decoration
        return "" if unicodedata.name(character, "").startswith("COMBINING ") else character
    # a letter that Unicode does not know yet, or that a font has of its own, is a letter
    return simplified(character) if category[0] in "LN" or category in ("Cn", "Co") else ""


_CHARACTERS = _Characters()
