"""Recognise the characters that a reader sees; invisible ones are no content of a text or name (rules B9, C4, C10)."""

from __future__ import annotations

import re
from functools import lru_cache

# one version of Unicode on every Python: what one process keeps, each other must read alike
import unicodedata2 as unicodedata

# Unicode categories of control and format characters (soft hyphen, zero-width space and joiners) and line separators
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# characters that are drawn as nothing although they are letters or unassigned: Hangul fillers, tags, the empty Braille pattern
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
# marks that only change how their neighbour is drawn: joiners, variation selectors
_VARIATION_MARKS = frozenset(
    chr(point)
    for first, last in ((0x034F, 0x034F), (0x17B4, 0x17B5), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
    for point in range(first, last + 1)
)
# letters that look like a dot or a stroke and are used as one between other letters
_SEPARATORS = frozenset("\u318d\ua78f\u30fc\uff70\u02d0\u02bc\u02b9\u02bb\u02c8\u01c0\u01c1\u01c2\u01c3丨丶丿\u3021")
# letters of scripts in which a joiner or non-joiner is spelling: Arabic and Syriac, Indic scripts, Mongolian
_JOINING = r"[\u0600-\u07ff\u0840-\u0dff\u1800-\u180a\u1810-\u18af\ua840-\ua877\ufb50-\ufdff\ufe70-\ufefc]"
_MONGOLIAN = r"[\u1810-\u18af]"
# an emoji that is made of several; its tags and selectors are drawn with it
_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff]"
# invisible characters that belong to the spelling of the letters around them
_SPELLING = re.compile(
    f"(?<={_JOINING})[\u200c\u200d](?={_JOINING})|(?<={_MONGOLIAN})\u180e(?={_MONGOLIAN})"
    f"|(?<={_EMOJI})\u200d(?={_EMOJI})|(?<={_EMOJI}\ufe0f)\u200d(?={_EMOJI})"
)

_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2002\u2003\u202f\u3000"))
_LINES_AND_BLANKS = {**_BLANKS, **dict.fromkeys(map(ord, "\t\n\r"))}


def is_invisible(character: str) -> bool:
    """Return True if the character is invisible and not an ordinary space."""
    return character in _SHAPELESS or unicodedata.category(character) in _INVISIBLE


def is_separator(character: str) -> bool:
    """Return True if the character is a letter in Unicode but looks like a gap, a dot or a stroke."""
    return character in _SHAPELESS or character in _SEPARATORS


def is_variation_mark(character: str) -> bool:
    """Return True if the character only changes how its neighbour is drawn."""
    return character in _VARIATION_MARKS


def is_spelling(character: str, before: str, after: str) -> bool:
    """Return True if an invisible character belongs to the spelling of its neighbours: joiners in Uyghur, Mongolian, Hindi."""
    return _SPELLING.search(f"{before}{character}{after}") is not None


def unseen_place(text: str, *, lines: bool = False) -> int:
    """Return the place, from 1, of the first character that no reader sees, 0 if there is none.

    Joiners that belong to the spelling of Uyghur, Mongolian or Indic words can be seen by what they do. With `lines` the text may
    have line breaks and tabs.
    """
    allowed = "\t\n\r" if lines else ""
    plain = text.translate(_LINES_AND_BLANKS if lines else _BLANKS)
    if plain.isprintable() and _SHAPELESS.isdisjoint(plain):
        return 0  # as nearly every text; the rest is looked at character by character
    spelt = {match.start() for match in _SPELLING.finditer(text)}
    return next(
        (
            place
            for place, character in enumerate(text, 1)
            if is_invisible(character) and character not in allowed and place - 1 not in spelt
        ),
        0,
    )


@lru_cache(maxsize=16_384)
def _is_visible(character: str) -> bool:
    return not (is_invisible(character) or character in _VARIATION_MARKS or character.isspace())


def visible_length(text: str) -> int:
    """Return how many characters of a text are visible."""
    return sum(map(_is_visible, text))
