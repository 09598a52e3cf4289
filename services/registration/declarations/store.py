"""Kept texts: refused texts beside a team's draft (rule C4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mongoengine import DateTimeField, IntField, StringField

from chassis.facts.submissions import Section
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import PlainDocument
from chassis.text.visible import visible_length

from .model.editing import SHOWN_FOR, Editing
from .model.kept_texts import KeptText, surplus

_WITHOUT_WORDS = {"text": 0, "rich": 0}


class KeptTextDocument(PlainDocument):
    """A text that was refused because someone else had written the section: nothing is lost, even if the browser closes."""

    meta: Any = {
        "collection": "kept_texts",
        "auto_create_index": False,
        "indexes": [{"fields": ["team_id"], "name": "team"}],
    }
    team_id = StringField()
    section = StringField()
    text = StringField()
    rich = StringField()
    length = IntField()
    read_revision = IntField()
    by = StringField()
    editor = StringField()
    at = DateTimeField()


class EditingDocument(PlainDocument):
    """A note that an account is editing a section, by team, account and section; it goes by itself (ADR 35).

    Its time is real, not the contest's: it says if a page is open now, and no rule depends on it.
    """

    meta: Any = {
        "collection": "editing",
        "auto_create_index": False,
        "indexes": [
            {"fields": ["team_id"], "name": "team"},
            {"fields": ["noted_at"], "name": "expiry", "expireAfterSeconds": int(SHOWN_FOR.total_seconds())},
        ],
    }
    team_id = StringField()
    section = StringField()
    by = StringField()
    noted_at = DateTimeField()


LISTS = (
    ListDeclaration(
        operation="ListKeptTexts",
        document=KeptTextDocument,
        order="最新在前 newest first",
        indexes=("team",),
        bounded="一个团队的，数量有上限，最早的先移除 · those of one team, of which the oldest give way",
    ),
)


def keep_text(team_id: str, written: Section, read_revision: int, by: str, editor: str, at: Instant) -> str:
    """Keep a refused text and return its id; the same text again is kept once, and another never replaces it."""
    content = digest([written.text, written.rich])
    identifier = derived_id("kept", team_id, written.id, str(read_revision), by, content)
    fields = {
        "team_id": team_id,
        "section": written.id,
        "text": written.text,
        "rich": written.rich,
        "length": visible_length(written.text),
        "read_revision": read_revision,
        "by": by,
        "editor": editor,
        "at": at,
    }
    collection = KeptTextDocument._get_collection()
    collection.update_one({"_id": identifier}, {"$setOnInsert": fields}, upsert=True)
    theirs = _kept({"team_id": team_id, "section": written.id, "by": by})
    collection.delete_many({"_id": {"$in": list(surplus(theirs))}})
    return identifier


def kept_texts(team_id: str) -> list[KeptText]:
    """Return a team's kept texts without their words, newest first."""
    return _kept({"team_id": team_id})[::-1]


def kept_text(team_id: str, identifier: str) -> tuple[KeptText, Section] | None:
    """Return a kept text of the team with its words, None if there is none."""
    document = KeptTextDocument._get_collection().find_one({"_id": identifier, "team_id": team_id})
    if document is None:
        return None
    return _kept_text(document), Section(id=document["section"], text=document["text"], rich=document["rich"])


def delete_kept_text(team_id: str, identifier: str) -> None:
    """Delete a kept text."""
    KeptTextDocument._get_collection().delete_one({"_id": identifier, "team_id": team_id})


def _kept(filters: Mapping[str, str]) -> list[KeptText]:
    texts = map(_kept_text, KeptTextDocument._get_collection().find(dict(filters), _WITHOUT_WORDS))
    return sorted(texts, key=lambda text: (text.at, text.id))


def _kept_text(document: Mapping[str, Any]) -> KeptText:
    return KeptText(
        id=document["_id"],
        section=document["section"],
        by=document["by"],
        editor=document["editor"],
        read_revision=document["read_revision"],
        at=instant(document["at"].replace(tzinfo=UTC)),
        length=document["length"],
    )


def note_editing(team_id: str, section: str, by: str) -> None:
    """Note that an account is editing a section now; an account has one note for a section, however often it is noted."""
    fields = {"team_id": team_id, "section": section, "by": by, "noted_at": datetime.now(UTC)}
    EditingDocument._get_collection().replace_one(
        {"_id": derived_id("editing", team_id, by, section)}, fields, upsert=True
    )


def editing(team_id: str) -> list[Editing]:
    """Return which accounts are editing which sections of a team's draft now."""
    since = datetime.now(UTC) - SHOWN_FOR
    notes = EditingDocument._get_collection().find({"team_id": team_id, "noted_at": {"$gt": since}})
    return [Editing(section=note["section"], by=note["by"]) for note in notes]


DOCUMENTS = (KeptTextDocument, EditingDocument)
