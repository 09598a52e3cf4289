"""The texts of drafts, each a document of its own (rule C4), so that nothing but a declaration reads or writes them.

A text is stored under its section, the revision that wrote it and its digest, before the team that names it, and never
changes: whoever reads a team finds the very texts of that version of it. Two who save at once store two texts, and the team
names one of them; the other goes with the older texts of its section.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mongoengine import StringField
from pymongo import DeleteMany, UpdateOne

from chassis.facts.submissions import Section
from chassis.mongo.document import PlainDocument

from ..model.draft import PAST_KEPT, DraftSection
from ..model.team import Team


class DraftTextDocument(PlainDocument):
    """A section's text as one revision of the draft wrote it; those of its last PAST_KEPT revisions stay."""

    meta: Any = {"collection": "draft_texts", "auto_create_index": False}
    text = StringField()
    rich = StringField()


def text_document(team_id: str, section: DraftSection) -> dict[str, Any]:
    """Return the document of a section's text; raises TextNotReadError."""
    return {"_id": _text_id(team_id, section), "text": section.text, "rich": section.rich}


def store_texts(team_id: str, sections: Iterable[DraftSection]) -> None:
    """Store the texts of sections; a text that is stored already stays as it is."""
    documents = [text_document(team_id, section) for section in sections]
    if documents:
        DraftTextDocument._get_collection().bulk_write(
            [UpdateOne({"_id": document.pop("_id")}, {"$setOnInsert": document}, upsert=True) for document in documents]
        )


def forget_old_texts(team_id: str, sections: Iterable[DraftSection]) -> None:
    """Delete the texts of sections that are older than their last PAST_KEPT revisions."""
    older = [
        {"$gte": f"{team_id}/{section.id}/", "$lt": _at_revision(team_id, section.id, section.past[0])}
        for section in sections
        if len(section.past) == PAST_KEPT
    ]
    if older:
        DraftTextDocument._get_collection().bulk_write([DeleteMany({"_id": span}) for span in older], ordered=False)


def read_texts(team: Team, sections: Collection[str] | None = None) -> Team:
    """Read the texts of a team's draft, of all its sections or of those named; returns the team.

    Raises LookupError if a text is not there, which a team that was stored whole never meets.
    """
    wanted = {
        _text_id(team.id, section): section
        for section in team.draft.sections
        if section.content is None and (sections is None or section.id in sections)
    }
    if wanted:
        read = (
            _content(wanted[document["_id"]], document)
            for document in DraftTextDocument._get_collection().find({"_id": {"$in": list(wanted)}})
        )
        contents = {content.id: content for content in read}
        if missing := sorted({section.id for section in wanted.values()} - set(contents)):
            raise LookupError(f"texts of team {team.id} are missing: {missing}")
        team.draft = team.draft.with_contents(contents)
    return team


def past_text(team_id: str, section_id: str, revision: int) -> str | None:
    """Return the text of a section that a revision wrote; None if it is no longer known.

    None also if two were stored for that revision: which of them the team named is not known, so nothing is put together.
    """
    of_revision = {
        "$gte": _at_revision(team_id, section_id, revision),
        "$lt": _at_revision(team_id, section_id, revision + 1),
    }
    texts = [str(document["text"]) for document in DraftTextDocument._get_collection().find({"_id": of_revision})]
    return texts[0] if len(texts) == 1 else None


def _content(section: DraftSection, document: dict[str, Any]) -> Section:
    return Section(id=section.id, text=document["text"], rich=document["rich"])


def _text_id(team_id: str, section: DraftSection) -> str:
    return f"{_at_revision(team_id, section.id, section.revision)}{section.digest[:16]}"


def _at_revision(team_id: str, section_id: str, revision: int) -> str:
    return f"{team_id}/{section_id}/{revision:010d}/"
