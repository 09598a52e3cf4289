"""Texts that were refused and kept beside a team's draft (rule C4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from mongoengine import DateTimeField, IntField, StringField

from chassis.facts.submissions import Section
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.document import PlainDocument

from ..shared.visible_text import visible_length
from .model.kept_texts import KeptText, surplus

_LIGHT = {"text": 0, "rich": 0}


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


DOCUMENTS = (KeptTextDocument,)
