"""Store the word lists with their versions, and the words of each version (rule B9)."""

from __future__ import annotations

from typing import Any

from mongoengine import ListField

from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.held import Held
from chassis.mongo.store import HeldRepository

from . import wire
from .model.screening import ListedWord, Severity
from .model.word_list import WordList, content_form


class WordListDocument(AggregateDocument):
    """A word list, by its name."""

    meta: Any = {"collection": "word_lists"}


class WordListContentDocument(PlainDocument):
    """The words of a version by their digest, never changed: written before the version that names them."""

    meta: Any = {"collection": "word_list_contents", "auto_create_index": False}
    words = ListField()


word_lists = HeldRepository(WordListDocument, WordList, wire.EVENTS)


def in_force() -> tuple[tuple[str, str], ...]:
    """Return the name of each word list with the digest of its words in force, as they are now."""
    return _in_force.exact([_ALL])[_ALL]


def _read_in_force(_: frozenset[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    return {_ALL: tuple(sorted((each.id, each.versions[-1].digest) for each in word_lists.every()))}


_ALL = "all"
_in_force = Held(word_lists.kind, _read_in_force)


def keep_words(digest: str, words: tuple[ListedWord, ...]) -> None:
    """Store words under their digest; the same words again change nothing."""
    insert_once(WordListContentDocument, digest, words=content_form(words))


def words_in_force(name: str, digest: str) -> tuple[ListedWord, ...]:
    """Return the words of this digest as words of the named list."""
    document = WordListContentDocument._get_collection().find_one({"_id": digest})
    words = document["words"] if document else ()
    return tuple(ListedWord(list=name, word=word, severity=Severity(severity)) for word, severity in words)


DOCUMENTS = (WordListDocument, WordListContentDocument)
