"""What is kept beside a team's draft (rule C4): texts as they stood a while ago, and texts that were refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mongoengine import DateTimeField, DictField, IntField, StringField

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.document import PlainDocument

from ..model.declaration import PAST_KEPT, DraftSection
from ..model.events import Section


class DraftTextsDocument(PlainDocument):
    """The texts that one revision of a draft wrote, by team and revision; the last PAST_KEPT revisions or so are kept."""

    meta: Any = {"collection": "draft_texts", "auto_create_index": False}
    texts = DictField()


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
    read_revision = IntField()
    by = StringField()
    at = DateTimeField()


def keep_draft_texts(team_id: str, revision: int, sections: Iterable[DraftSection]) -> None:
    """Keep what a revision wrote, for those who read it and write later. Written after the save: one writer a revision."""
    texts = {section.id.replace(".", "/"): section.text for section in sections}
    collection = DraftTextsDocument._get_collection()
    collection.update_one({"_id": f"{team_id}/{revision}"}, {"$set": {"texts": texts}}, upsert=True)
    if revision % PAST_KEPT == 0:
        old = range(max(revision - 2 * PAST_KEPT, 0), revision - PAST_KEPT)
        collection.delete_many({"_id": {"$in": [f"{team_id}/{one}" for one in old]}})


def draft_text(team_id: str, revision: int, section_id: str) -> str | None:
    """The text of a section that a revision wrote, where it is still known."""
    found = DraftTextsDocument._get_collection().find_one({"_id": f"{team_id}/{revision}"})
    text = found["texts"].get(section_id.replace(".", "/")) if found else None
    return str(text) if text is not None else None


def keep_refused(team_id: str, written: Section, read_revision: int, by: str, at: Instant) -> str:
    """Keep a refused text and answer with its id; of one writer's tries from one reading the newest stands."""
    identifier = derived_id("kept", team_id, written.id, str(read_revision), by)
    fields = {
        "team_id": team_id,
        "section": written.id,
        "text": written.text,
        "rich": written.rich,
        "read_revision": read_revision,
        "by": by,
        "at": at,
    }
    KeptTextDocument._get_collection().update_one({"_id": identifier}, {"$set": fields}, upsert=True)
    return identifier


def kept(team_id: str) -> list[dict[str, Any]]:
    """The refused texts of a team, oldest first."""
    found = KeptTextDocument._get_collection().find({"team_id": team_id})
    return sorted(found, key=lambda one: (one["at"], one["_id"]))
