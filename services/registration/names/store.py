"""Word lists: versions in one document a list, the words of each version by their digest (rule B9)."""

from __future__ import annotations

from typing import Any

from mongoengine import ListField

from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model.screening import ListedWord, Severity
from .model.word_list import WordList, content_form


class WordListDocument(AggregateDocument):
    """By the name of the list."""

    meta: Any = {"collection": "word_lists"}


class WordListContentDocument(PlainDocument):
    """The words of a version, never changed: written before the version that points to them."""

    meta: Any = {"collection": "word_list_contents", "auto_create_index": False}
    words = ListField()


word_lists = Repository(WordListDocument, WordList, wire.EVENTS)


def keep_words(digest: str, words: tuple[ListedWord, ...]) -> None:
    """Keep words under their digest; the same again is nothing new."""
    insert_once(WordListContentDocument, digest, words=content_form(words))


def words_in_force(name: str, digest: str) -> tuple[ListedWord, ...]:
    """The words of a list's version."""
    found = WordListContentDocument._get_collection().find_one({"_id": digest})
    words = found["words"] if found else ()
    return tuple(ListedWord(list=name, word=word, severity=Severity(severity)) for word, severity in words)


DOCUMENTS = (WordListDocument, WordListContentDocument)
