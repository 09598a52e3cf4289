"""Documents and indexes of score sheets, and of the declarations that experts read with them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bson import Binary
from mongoengine import BinaryField, IntField, StringField

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.lists import Order, Part
from chassis.mongo.store import Repository

from . import wire
from .model.sheet import Scoresheet, SheetState

# how the places begin of what is to be done, of drafts that were sealed, and of what was submitted
_TO_DO, _SEALED_DRAFT, _SUBMITTED = "0", "1", "2"


def _doing(sheet: Scoresheet) -> str:
    if sheet.state is SheetState.SUBMITTED:
        return _SUBMITTED
    return _SEALED_DRAFT if sheet.sealed else _TO_DO


TO_DO_FIRST: Order[Scoresheet] = Order(
    "to_do",
    key=_doing,
    filters={"expert": lambda sheet: sheet.account_id, "round": lambda sheet: sheet.round_id},
    paths=(("expert",), ("expert", "round")),
)


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
    """What experts read of a team's submission, by team and number: its declaration and the list of its files."""

    meta: Any = {
        "collection": "declarations",
        "auto_create_index": False,
        "indexes": [{"fields": ["team_id"], "name": "team"}],
    }
    team_id = StringField(required=True)
    number = IntField(required=True)
    content = BinaryField(required=True)


DOCUMENTS = (SheetDocument, DeclarationDocument)

LISTS = (
    ListDeclaration(
        operation="ListSheets",
        document=SheetDocument,
        orders=(TO_DO_FIRST,),
        words="仅本人的评分表；`state`：按 `to_do` 的界限读取；已改由其他专家评审的不列出 · the caller's own; `state`: "
        "between the "
        "ends of `to_do`; what was released to another expert is left out of what was read",
    ),
)

sheets = Repository(SheetDocument, Scoresheet, wire.EVENTS, orders=(TO_DO_FIRST,))


def listed_parts(account_id: str, round_id: str, state: str) -> list[Part[Scoresheet]]:
    """Return the part of an expert's sheets, of a round and in a state if they are named, that were not released."""
    values = {"expert": account_id, **({"round": round_id} if round_id else {})}
    beginning, until = {
        "": ("", ""),
        SheetState.DRAFT.value: ("", _SUBMITTED),
        SheetState.SUBMITTED.value: (_SUBMITTED, ""),
    }[state]
    return [Part(TO_DO_FIRST, values, beginning=beginning, until=until, rest={"state.released": {"$exists": False}})]


def submitted_by(account_ids: Collection[str], round_id: str) -> list[Scoresheet]:
    """Return the sheets of these experts in a round of which a version was submitted, for reading only."""
    if not account_ids:
        return []
    mine = sheets.every({"state.round_id": round_id, "state.account_id": {"$in": sorted(account_ids)}})
    return [sheet for sheet in mine if sheet.versions]


def has_scores(round_id: str) -> bool:
    """Return True if any sheet of a round was submitted, also one that counts no longer."""
    submitted = {"state.round_id": round_id, "state.versions.0": {"$exists": True}}
    return SheetDocument.collection().find_one(submitted, {"_id": 1}) is not None


def submitted_pairs(round_id: str) -> set[tuple[str, str]]:
    """Return team and account of each sheet of a round that is submitted, without a newer version begun, and not released."""
    submitted = {
        "state.round_id": round_id,
        "state.state": SheetState.SUBMITTED.value,
        "state.released": {"$exists": False},
    }
    documents = SheetDocument.collection().find(submitted, {"state.team_id": 1, "state.account_id": 1})
    return {(document["state"]["team_id"], document["state"]["account_id"]) for document in documents}


def keep_declaration(team_id: str, number: int, content: bytes) -> None:
    """Keep a submission's declaration; if it is there already, in place of what a release before kept of it."""
    identifier, fields = f"{team_id}/{number}", {"content": Binary(content)}
    if not insert_once(DeclarationDocument, identifier, team_id=team_id, number=number, **fields):
        DeclarationDocument.collection().update_one({"_id": identifier}, {"$set": fields})


def declaration(team_id: str, number: int) -> bytes:
    """Return the declaration of a submission, or for number 0 of the newest; empty if it has not come yet."""
    documents = DeclarationDocument._get_collection().find({"team_id": team_id})
    contents = {document["number"]: bytes(document["content"]) for document in documents}
    return contents.get(number or max(contents, default=0), b"")
