"""Translate word lists and hits to contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dasai.registration.v1 import events_pb2, names_pb2

from chassis.mapping import messages

from . import events
from .model.screening import ListedWord, NameHit
from .model.word_list import WordList

EVENTS: dict[type, Any] = {
    events.WordListReplaced: events_pb2.WordListReplaced,
}


def word_list_view(word_list: WordList) -> names_pb2.WordList:
    """Return a word list with all its versions."""
    return names_pb2.WordList(name=word_list.id, versions=messages(word_list.versions, names_pb2.WordListVersion))


def screening_view(text: str, hits: Iterable[NameHit], *, about_data: bool) -> names_pb2.ScreenNameResponse:
    """Return the hits in a text, and if it is about data elements."""
    return names_pb2.ScreenNameResponse(
        hits=[
            names_pb2.NameHit(
                list=hit.list,
                word=hit.word,
                severity=f"SEVERITY_{hit.severity.upper()}",
                trick=f"TRICK_{hit.trick.upper()}",
                start=hit.start,
                end=hit.end,
                matched=hit.matched(text),
            )
            for hit in hits
        ],
        about_data=about_data,
    )


def content_view(name: str, words: Sequence[ListedWord]) -> names_pb2.WordListContent:
    """Show the words of a list in force."""
    return names_pb2.WordListContent(
        name=name,
        words=[
            names_pb2.ListedWord(word=listed.word, severity=f"SEVERITY_{listed.severity.upper()}") for listed in words
        ],
    )
