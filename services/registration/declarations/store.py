"""What is kept beside a team's draft (rule C4): texts as they stood a while ago, and texts that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from mongoengine import DateTimeField, IntField, StringField
from pymongo import UpdateOne

from chassis.facts.submissions import Section
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.document import PlainDocument

from ..shared.visible_text import visible_length
from ..teams.model.draft import PAST_KEPT, DraftSection
from .model.kept_texts import KeptText, surplus

_LIGHT = {"text": 0, "rich": 0}


class DraftTextDocument(PlainDocument):
    """A section's text as one revision of the draft wrote it, by team, section and revision.

    Those of the section's last PAST_KEPT revisions stay, however often other sections are saved meanwhile.
    """

    meta: Any = {"collection": "draft_texts", "auto_create_index": False}
    text = StringField()


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


def _text_id(team_id: str, section_id: str, revision: int) -> str:
    return f"{team_id}/{section_id}/{revision:010d}"


def text_document(team_id: str, section: DraftSection) -> dict[str, Any]:
    """What is kept of a section as a revision wrote it."""
    return {"_id": _text_id(team_id, section.id, section.revision), "text": section.text}


def keep_draft_texts(team_id: str, sections: Iterable[DraftSection]) -> None:
    """Keep what a save wrote, for those who read it and write later. Written after the save: one writer a revision."""
    written = list(sections)
    collection = DraftTextDocument._get_collection()
    collection.bulk_write(
        [
            UpdateOne({"_id": _text_id(team_id, one.id, one.revision)}, {"$set": {"text": one.text}}, upsert=True)
            for one in written
        ]
    )
    for one in written:
        if len(one.past) == PAST_KEPT:
            older = {"$gte": _text_id(team_id, one.id, 0), "$lt": _text_id(team_id, one.id, one.past[0])}
            collection.delete_many({"_id": older})


def draft_text(team_id: str, revision: int, section_id: str) -> str | None:
    """The text of a section that a revision wrote, where it is still known."""
    found = DraftTextDocument._get_collection().find_one({"_id": _text_id(team_id, section_id, revision)})
    return str(found["text"]) if found else None


def keep_refused(team_id: str, written: Section, read_revision: int, by: str, editor: str, at: Instant) -> str:
    """Keep a refused text and answer with its id; the same text again is the same one, another never takes its place."""
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


def kept(team_id: str) -> list[KeptText]:
    """The refused texts of a team without the texts themselves, newest first."""
    return _kept({"team_id": team_id})[::-1]


def kept_text(team_id: str, identifier: str) -> tuple[KeptText, Section] | None:
    """One refused text of the team, whole."""
    found = KeptTextDocument._get_collection().find_one({"_id": identifier, "team_id": team_id})
    if found is None:
        return None
    return _light(found), Section(id=found["section"], text=found["text"], rich=found["rich"])


def forget_kept(team_id: str, identifier: str) -> None:
    """Remove one refused text."""
    KeptTextDocument._get_collection().delete_one({"_id": identifier, "team_id": team_id})


def _kept(filters: Mapping[str, str]) -> list[KeptText]:
    found = map(_light, KeptTextDocument._get_collection().find(dict(filters), _LIGHT))
    return sorted(found, key=lambda one: (one.at, one.id))


def _light(document: Mapping[str, Any]) -> KeptText:
    return KeptText(
        id=document["_id"],
        section=document["section"],
        by=document["by"],
        editor=document["editor"],
        read_revision=document["read_revision"],
        at=instant(document["at"].replace(tzinfo=UTC)),
        length=document["length"],
    )


DOCUMENTS = (DraftTextDocument, KeptTextDocument)
