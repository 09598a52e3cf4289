"""Find all listed words in a text at once, by an automaton (rule B9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import ahocorasick

from ..model.screening import (
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
from .glyphs import glyphs, spelling


class Lexicon:
    """The listed words that names are screened for; built once for each version of the lists, then read by many threads."""

    def __init__(self, words: Iterable[ListedWord]) -> None:
        by_look: dict[str, list[Spelling]] = defaultdict(list)
        for word in words:
            spelt = spelling(word)
            if spelt.glyphs:
                by_look[spelt.look].append(spelt)
        self._looks = ahocorasick.Automaton()
        for look, spellings in by_look.items():
            self._looks.add_word(look, (len(look), tuple(spellings)))
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
