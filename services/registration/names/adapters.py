"""Finding words in names: each character by its look and sound, and the words of all lists at once (rule B9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import ahocorasick
import pypinyin
import unicodedata2 as unicodedata

from chassis.text.chinese import simplified
from chassis.text.lookalikes import latin_look, look
from chassis.text.visible import is_separator

from .model.screening import (
    Glyph,
    ListedWord,
    NameHit,
    Severity,
    SoundIndex,
    Spelling,
    Trick,
    is_drawn_out,
    without_repeats,
    written_hit,
)

# the number of the way in which `search_form` folds: raise it if names come out otherwise, and what is stored is folded anew
FOLDING = 1
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
        for raw, narrow, plain, like, sounds in parts:
            letter = "a" <= like <= "z" and not plain.isdigit()
            yield Glyph(place, raw, narrow, plain, like, sounds, joined=letter and after_letter)
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
            plain = simplified(narrow)
            raw = character.casefold() if len(decomposed) == 1 else narrow
            parts.append((raw, narrow, plain, latin_look(part) or look(plain), _sounds(plain)))
    return tuple(parts)


def _sounds(character: str) -> frozenset[str]:
    pronunciations = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(pronunciations[0]) if pronunciations else frozenset()


class Lexicon:
    """The listed words that names are screened for; built once for each version of the lists, then read by many threads."""

    def __init__(self, words: Iterable[ListedWord]) -> None:
        by_look: dict[str, list[Spelling]] = defaultdict(list)
        for word in words:
            spelt = spelling(word)
            if spelt.glyphs:
                by_look[spelt.look].append(spelt)
        self._looks = ahocorasick.Automaton()
        for looks, spellings in by_look.items():
            self._looks.add_word(looks, (len(looks), tuple(spellings)))
        self._empty = not by_look
        if by_look:
            self._looks.make_automaton()
        self._sounds = SoundIndex(spelt for spellings in by_look.values() for spelt in spellings)

    def find(self, text: str) -> tuple[NameHit, ...]:
        """Return the hits of all listed words in the text, disguised or not, in the order of the text."""
        if self._empty:
            return ()
        text_glyphs = glyphs(text)
        return without_repeats(
            [*self._written(text_glyphs), *self._drawn_out(text_glyphs), *self._sounds.find(text_glyphs)]
        )

    def _drawn_out(self, text_glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        """Yield words with a letter or digit between all characters, or with each character doubled; a human decides."""
        for first in (0, 1):
            for hit in self._written(text_glyphs[first::2]):
                if is_drawn_out(text_glyphs, hit):
                    yield replace(hit, severity=Severity.HUMAN, trick=Trick.SPACED)

    def _written(self, text_glyphs: tuple[Glyph, ...]) -> Iterator[NameHit]:
        for last, (length, spellings) in self._looks.iter("".join(glyph.look for glyph in text_glyphs)):
            for spelt in spellings:
                hit = written_hit(text_glyphs, last + 1 - length, last + 1, spelt)
                if hit is not None:
                    yield hit
