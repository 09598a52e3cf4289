"""Word lists and hits in the contracts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dasai.registration.v1 import events_pb2, names_pb2

from chassis.mapping import messages

from . import events
from .model.screening import Hit
from .model.word_list import WordList

EVENTS: dict[type, Any] = {
    events.WordListReplaced: events_pb2.WordListReplaced,
}


def word_list_view(known: WordList) -> names_pb2.WordList:
    """A list with every version that it had."""
    return names_pb2.WordList(name=known.id, versions=messages(known.versions, names_pb2.WordListVersion))


def screening_view(text: str, hits: Iterable[Hit], *, about_data: bool) -> names_pb2.ScreenNameResponse:
    """What a text meets with."""
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
