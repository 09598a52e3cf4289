"""Word lists as one automaton (rule B9): a text is read once, however many words there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import ahocorasick

from ..model.screening import Cell, Hit, ListedWord, Severity, Sounds, Spelling, Trick, is_drawn_out, one_each, written
from .readings import cells, spelling


class Lexicon:
    """What names are held against. Built once a version of the lists; only read afterwards, by any number of threads."""

    def __init__(self, words: Iterable[ListedWord]) -> None:
        by_look: dict[str, list[Spelling]] = defaultdict(list)
        for word in words:
            read = spelling(word)
            if read.cells:
                by_look[read.look].append(read)
        self._looks = ahocorasick.Automaton()
        for look, spellings in by_look.items():
            self._looks.add_word(look, (len(look), tuple(spellings)))
        self._empty = not by_look
        if by_look:
            self._looks.make_automaton()
        self._sounds = Sounds(one for spellings in by_look.values() for one in spellings)

    def find(self, text: str) -> tuple[Hit, ...]:
        """Every listed word in the text, under whatever disguise, in the order of the text."""
        if self._empty:
            return ()
        read = cells(text)
        return one_each([*self._written(read), *self._drawn_out(read), *self._sounds.find(read)])

    def _drawn_out(self, read: tuple[Cell, ...]) -> Iterator[Hit]:
        """Words with one letter or digit between any two characters, or each character twice: for a human."""
        for first in (0, 1):
            for hit in self._written(read[first::2]):
                if is_drawn_out(read, hit):
                    yield replace(hit, severity=Severity.HUMAN, trick=Trick.SPACED)

    def _written(self, read: tuple[Cell, ...]) -> Iterator[Hit]:
        for last, (length, spellings) in self._looks.iter("".join(cell.look for cell in read)):
            for one in spellings:
                hit = written(read, last + 1 - length, last + 1, one)
                if hit is not None:
                    yield hit
