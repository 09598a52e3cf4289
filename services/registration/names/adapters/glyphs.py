"""Read a text as glyphs: how each character looks and sounds (rules B3, B9)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import opencc
import pypinyin

from ...shared.visible_text import is_separator
from ..model.screening import Glyph, ListedWord, Spelling, looks_like

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
# letters of other scripts with the Latin letters that they look like
_CONFUSABLE = {
    **dict(zip("АВЕЅІЈКМНОРСТУХҮѴԜԚԌҺ", "abesijkmhopctyxyvwqgh", strict=True)),
    **dict(zip("авекмнорстухіјѕһԁԛԝӏѵгпү", "abekmhopctyxijshdqwlvrny", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx", strict=True)),
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
    **dict(zip("ıɡɑɩʏɪʙɢʜʟɴʀᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "igaiyibghlnracdejkmoptuvwzfs", strict=True)),
}
# white letters on black, and the letters that flags are made of; Unicode does not decompose them
_ON_DARK = {
    first + place: letter
    for first in (0x1F150, 0x1F170, 0x1F1E6)
    for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
# Unicode categories that don't count: marks, separators, punctuation, symbols, invisible characters
_UNCOUNTED = "MZPSC"


def glyphs(text: str) -> tuple[Glyph, ...]:
    """Return the characters of the text that count."""
    return tuple(_glyphs(text))


def search_form(text: str) -> str:
    """Return the text for searching: simplified, narrow, in lower case, without spaces and punctuation (rule B3)."""
    return "".join(glyph.plain for glyph in glyphs(text))


def spelling(listed: ListedWord) -> Spelling:
    """Return a listed word as glyphs; each character has the one sound that it has in this word."""
    word_glyphs = glyphs(listed.word)
    sounds = pypinyin.lazy_pinyin("".join(glyph.plain for glyph in word_glyphs), errors="ignore")
    if len(sounds) != sum(bool(glyph.sounds) for glyph in word_glyphs):  # the dictionary dropped a character
        sounds = [min(glyph.sounds) for glyph in word_glyphs if glyph.sounds]
    remaining = iter(sounds)
    syllables = tuple(next(remaining) if glyph.sounds else "" for glyph in word_glyphs)
    return Spelling(listed=listed, glyphs=word_glyphs, syllables=syllables)


def _glyphs(text: str) -> Iterator[Glyph]:
    after_letter = False
    for place, character in enumerate(text):
        if unicodedata.category(character)[0] == "M" or unicodedata.category(character) == "Cf":
            continue  # a mark or format character is no gap between letters either
        parts = _parts(character.translate(_ON_DARK))
        for raw, narrow, plain, look, sounds in parts:
            letter = "a" <= look <= "z" and not plain.isdigit()
            yield Glyph(place, raw, narrow, plain, look, sounds, joined=letter and after_letter)
            after_letter = letter
        if not parts:
            after_letter = False


@lru_cache(maxsize=32_768)
def _parts(character: str) -> tuple[tuple[str, str, str, str, frozenset[str]], ...]:
    """Return what a character consists of: mostly itself, several letters for a ligature, nothing if it does not count."""
    parts: list[tuple[str, str, str, str, frozenset[str]]] = []
    if is_separator(character):
        return ()
    decomposed = unicodedata.normalize("NFKD", character)
    for part in decomposed:
        for narrow in unicodedata.normalize("NFKD", part.casefold()):
            if unicodedata.category(narrow)[0] in _UNCOUNTED or is_separator(narrow):
                continue
            plain = _simplified(narrow)
            look = looks_like(_CONFUSABLE.get(part, plain))
            raw = character.casefold() if len(decomposed) == 1 else narrow
            parts.append((raw, narrow, plain, look, _sounds(plain)))
    return tuple(parts)


def _simplified(character: str) -> str:
    # each character alone, so that the same character is converted alike in words and in texts
    simplified: str = _TO_SIMPLIFIED.convert(character)
    return simplified if len(simplified) == 1 else character


def _sounds(character: str) -> frozenset[str]:
    pronunciations = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(pronunciations[0]) if pronunciations else frozenset()
