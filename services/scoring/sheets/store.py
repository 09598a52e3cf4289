"""Documents and indexes of score sheets, and of the declarations that experts read with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bson import Binary
from mongoengine import BinaryField, IntField, StringField

from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from . import wire
from .model.sheet import Scoresheet


class SheetDocument(AggregateDocument):
    """By round, expert and team."""

    meta: Any = {
        "collection": "sheets",
        "indexes": [
            {"fields": ["state.account_id"], "name": "expert"},
            {"fields": ["state.round_id"], "name": "round"},
        ],
    }


class DeclarationDocument(PlainDocument):
    """The declaration that a team submitted, by team and number; never changed."""

    meta: Any = {
        "collection": "declarations",
        "auto_create_index": False,
        "indexes": [{"fields": ["team_id"], "name": "team"}],
    }
    team_id = StringField(required=True)
    number = IntField(required=True)
    content = BinaryField(required=True)


DOCUMENTS = (SheetDocument, DeclarationDocument)

sheets = Repository(SheetDocument, Scoresheet, wire.EVENTS)


def submitted_by(account_ids: Collection[str], round_id: str) -> list[Scoresheet]:
    """Return the sheets of these experts in a round of which a version was submitted, for reading only."""
    if not account_ids:
        return []
    mine = sheets.every({"state.round_id": round_id, "state.account_id": {"$in": sorted(account_ids)}})
    return [sheet for sheet in mine if sheet.versions]


def keep_declaration(team_id: str, number: int, content: bytes) -> None:
    """Keep a submission's declaration, unless it is there already."""
    insert_once(DeclarationDocument, f"{team_id}/{number}", team_id=team_id, number=number, content=Binary(content))


def declaration(team_id: str, number: int) -> bytes:
    """Return the declaration of a submission, or for number 0 of the newest; empty if it has not come yet."""
    documents = DeclarationDocument._get_collection().find({"team_id": team_id})
    contents = {document["number"]: bytes(document["content"]) for document in documents}
    return contents.get(number or max(contents, default=0), b"")
