"""Names held against the word lists in force (rule B9)."""

from __future__ import annotations

import threading
from functools import lru_cache

from chassis.edition.current import edition

from . import store
from .adapters.lexicon import Lexicon
from .model.screening import ListedWord, Severity, Trick

_BY_SOUND = (Trick.HOMOPHONE, Trick.PINYIN)
_building = threading.Lock()


def lexicon_in_force() -> Lexicon:
    """The lists in force, read anew where one of them was replaced."""
    in_force = tuple(sorted((one.id, one.versions[-1].digest) for one in store.word_lists.every()))
    with _building:  # threads that come meanwhile take the same one
        return _built(in_force)


@lru_cache(maxsize=2)
def _built(in_force: tuple[tuple[str, str], ...]) -> Lexicon:
    return Lexicon(word for name, content in in_force for word in store.words_in_force(name, content))


def is_about_data(text: str) -> bool:
    return any(hit.trick not in _BY_SOUND for hit in _of_the_edition().find(text))


@lru_cache(maxsize=1)
def _of_the_edition() -> Lexicon:
    words = edition().project_names.words
    return Lexicon(ListedWord(list="", word=word, severity=Severity.HUMAN) for word in words)
