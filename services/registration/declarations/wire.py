"""Drafts and kept texts in the contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.registration.v1 import declarations_pb2

from chassis.facts.submissions import Section

from ..teams.model.team import Team
from ..teams.words import member_label
from .model.editing import Editing
from .model.kept_texts import KEPT_NAMED, KeptText


def declaration_view(team: Team, since: int, kept_texts: Sequence[KeptText]) -> declarations_pb2.Declaration:
    """Return the draft since a revision and the newest kept texts; raises TextNotReadError."""
    return declarations_pb2.Declaration(
        team_id=team.id,
        revision=team.draft.revision,
        sections=[
            declarations_pb2.DraftSection(
                id=section.id,
                text=section.text,
                rich=section.rich,
                revision=section.revision,
                written_by=member_label(team, section.by),
                written_at=section.at,
            )
            for section in team.draft.since(since)
        ],
        kept=[kept_view(team, text) for text in kept_texts[:KEPT_NAMED]],
        kept_total=len(kept_texts),
    )


def editors_view(team: Team, editing: Sequence[Editing], caller: str) -> declarations_pb2.Editors:
    """Return who is editing, apart from the caller and from accounts that have left the team, by their labels (rule K4)."""
    shown = sorted(
        (note.section, member_label(team, note.by))
        for note in editing
        if note.by != caller and note.by in team.account_ids
    )
    return declarations_pb2.Editors(
        editors=[declarations_pb2.SectionEditor(section=section, called=label) for section, label in shown]
    )


def kept_view(team: Team, kept_text: KeptText, content: Section | None = None) -> declarations_pb2.KeptText:
    """Return a kept text; pass `content` to include its words."""
    return declarations_pb2.KeptText(
        id=kept_text.id,
        section=kept_text.section,
        text=content.text if content else "",
        rich=content.rich if content else "",
        read_revision=kept_text.read_revision,
        written_by=member_label(team, kept_text.by),
        written_at=kept_text.at,
        length=kept_text.length,
    )
