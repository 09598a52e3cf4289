"""Documents and indexes of objections."""

from __future__ import annotations

from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order, moment
from chassis.mongo.store import Repository

from ..notices.model.notice import Challenge
from . import wire
from .model import Objection

NEWEST: Order[Objection] = Order(
    "newest",
    key=lambda objection: moment(objection.filed_at),
    filters={
        "notice": lambda objection: objection.notice_id,
        "state": lambda objection: objection.state.value,
    },
    paths=((), ("state",), ("notice",), ("notice", "state")),
    newest_first=True,
)


class ObjectionDocument(AggregateDocument):
    """Without anything about who objects."""

    meta: Any = {
        "collection": "objections",
        "indexes": [
            {"fields": ["state.notice_id"], "name": "notice"},
            {"fields": ["state.tracking_hash"], "name": "tracking_hash", "unique": True},
            {"fields": ["state.settlement.by"], "name": "settled_by", "sparse": True},
        ],
    }


DOCUMENTS = (ObjectionDocument,)

LISTS = (ListDeclaration(operation="ListObjections", document=ObjectionDocument, orders=(NEWEST,)),)

objections = Repository(ObjectionDocument, Objection, wire.EVENTS, orders=(NEWEST,))


def challenges_of(notice_id: str) -> tuple[Challenge, ...]:
    """Return every objection to a notice."""
    return tuple(objection.challenge for objection in objections.every({"state.notice_id": notice_id}))


def objection_tracked(tracking_hash: str) -> Objection | None:
    """Return the objection of a tracking code's hash, or None."""
    return next(objections.every({"state.tracking_hash": tracking_hash}), None)
