"""Screen texts by the word lists in force, and by the edition's words for data elements (rule B9)."""

from __future__ import annotations

import threading
from functools import lru_cache

from chassis.edition.current import edition

from . import store
from .adapters import Lexicon
from .model.screening import ListedWord, Severity, Trick

_BY_SOUND = (Trick.HOMOPHONE, Trick.PINYIN)
_building = threading.Lock()


def lexicon_in_force() -> Lexicon:
    """Return the words of all lists in force; they are read again only if a list was replaced."""
    in_force = store.in_force()
    with _building:  # threads that come meanwhile wait, and share the result
        return _lexicon_of(in_force)


@lru_cache(maxsize=2)
def _lexicon_of(in_force: tuple[tuple[str, str], ...]) -> Lexicon:
    return Lexicon(word for name, content in in_force for word in store.words_in_force(name, content))


def is_about_data(text: str) -> bool:
    """Return True if the text has one of the edition's words for data elements."""
    return any(hit.trick not in _BY_SOUND for hit in _edition_lexicon().find(text))


@lru_cache(maxsize=1)
def _edition_lexicon() -> Lexicon:
    words = edition().project_names.words
    return Lexicon(ListedWord(list="", word=word, severity=Severity.HUMAN) for word in words)
