"""Documents and indexes of reminders that are on their way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mongoengine import BooleanField, DateTimeField, StringField

from chassis.mongo.document import PlainDocument, insert_once

from .model import Walk


class WalkDocument(PlainDocument):
    """By an identifier derived from kind, division, deadline and stage, so that nobody is reminded twice."""

    kind = StringField(required=True)
    division = StringField(required=True)
    deadline = DateTimeField(required=True)
    stage = StringField(required=True)
    until = DateTimeField(required=True)
    cursor = StringField()
    open = BooleanField()

    meta: Any = {"collection": "reminders", "indexes": [{"fields": ["open"], "name": "open", "sparse": True}]}


DOCUMENTS = (WalkDocument,)


def begin(walk: Walk) -> None:
    """Let a reminder go out; a second time nothing happens."""
    if WalkDocument.collection().find_one({"_id": walk.id}, {"_id": 1}) is not None:
        return  # every tick asks, and reading costs less than a write that is refused
    insert_once(
        WalkDocument,
        walk.id,
        kind=walk.kind,
        division=walk.division,
        deadline=walk.deadline,
        stage=walk.stage,
        until=walk.until,
        cursor="",
        open=True,
    )


def open_walks() -> list[Walk]:
    """Return the reminders that have not reached all."""
    return [_walk(stored) for stored in WalkDocument.collection().find({"open": True})]


def move_on(walk: Walk, cursor: str) -> None:
    """Note how far a reminder has come, unless another process did."""
    WalkDocument.collection().update_one({"_id": walk.id, "cursor": walk.cursor}, {"$set": {"cursor": cursor}})


def end(walk: Walk) -> None:
    """Note that a reminder has reached all, or is out of date."""
    WalkDocument.collection().update_one({"_id": walk.id}, {"$unset": {"open": ""}})


def _walk(stored: Mapping[str, Any]) -> Walk:
    return Walk(
        id=stored["_id"],
        kind=stored["kind"],
        division=stored["division"],
        deadline=stored["deadline"],
        stage=stored["stage"],
        until=stored["until"],
        cursor=stored.get("cursor", ""),
    )
