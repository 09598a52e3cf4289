"""Writing the declaration (rule C4)."""

from __future__ import annotations

from dataclasses import replace

from dasai.registration.v1 import declarations_pb2, teams_pb2

from chassis.actor import Actor
from chassis.facts.submissions import Section
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, Refusal, refuse
from chassis.permissions import registration as permissions
from chassis.refusals import NOT_FOUND

from ..editions.settings import requirements
from ..teams import rules as teams_rules
from ..teams import store as teams_store
from ..teams import words as teams_words
from ..teams.checks import target, visible
from ..teams.commands.teams import own_team
from ..teams.model.draft import Writing
from ..teams.model.team import Team
from ..teams.store.draft_texts import past_text, read_texts
from . import requests, store, wire
from .adapters import rich_text

_MOVED_ON = (teams_rules.C4_DRAFT_MOVED_ON, teams_rules.C4_DRAFT_CHANGED, teams_rules.C4_REVISION_UNKNOWN)


@idempotent
def save_declaration(request: requests.SaveDeclaration, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Save sections of the draft and return the team with each section that changed since the writer's reading.

    So a writer that goes on from the revision in the answer has read all of it, others' sections too. If someone else wrote
    one of the sections meanwhile and the two can't be put together, refuse, and keep what was written beside the draft
    (rule C4). With `only_unchanged` refuse C4_DRAFT_CHANGED if anything of the draft changed since, and keep it likewise.
    """
    team = own_team(request.team_id, actor, permissions.SAVE_DECLARATION, at)
    written = tuple(_safe(section, place) for place, section in enumerate(request.sections))
    bases = _bases(team, written, request.draft_revision)
    try:
        if request.only_unchanged and team.draft.revision > request.draft_revision:
            refuse(teams_rules.C4_DRAFT_CHANGED, revision=team.draft.revision, read=request.draft_revision)
        merged = team.save_declaration(
            written,
            request.draft_revision,
            requirements(),
            at=at,
            by=actor.account_id,
            editor=request.editor_id,
            bases=bases,
        )
    except Refusal as refusal:
        if refusal.code in _MOVED_ON:
            _keep_refused(team, written, request, refusal, actor, at)
        raise
    read_texts(team, {section.id for section in team.draft.since(request.draft_revision)})
    answer = teams_words.team_view(team, requirements(), all_shown=True)
    answer.merged_sections.extend(merged)
    teams_store.teams.save(team, answer=answer)
    return answer


def _safe(section: Section, place: int) -> Section:
    """Return rich text in its safe form with its words, plain text unchanged; refuses if text and rich text differ."""
    if not section.rich:
        return section
    safe = rich_text.clean(section.rich)
    words = rich_text.visible(safe)
    # an editor may give back the text that an earlier release made of it
    if section.text and section.text not in (words, rich_text.visible(safe, marked=False)):
        fault = FieldFault(
            f"sections[{place}].rich",
            "text与rich的文字不一致，请只填写其中一项。",
            "text and rich say different things: give one of them.",
        )
        refuse(teams_rules.C4_SECTION_INVALID, faults=[fault])
    return Section(id=section.id, text=words, rich=safe)


def _bases(team: Team, written: tuple[Section, ...], read_revision: int) -> dict[str, str]:
    """Read the sections that someone else wrote since; return what the writer had read of them, as far as it is known."""
    contested = team.draft.contested(Writing(sections=written, read_revision=read_revision))
    read_texts(team, {theirs.id for theirs in contested})
    bases: dict[str, str] = {}
    for theirs in contested:
        revision = theirs.base_revision(read_revision)
        text = past_text(team.id, theirs.id, revision) if revision is not None else None
        if text is not None:
            bases[theirs.id] = text
    return bases


def _keep_refused(
    team: Team,
    written: tuple[Section, ...],
    request: requests.SaveDeclaration,
    refusal: Refusal,
    actor: Actor,
    at: Instant,
) -> None:
    """Keep all texts of the refused save, and add the conflicting section's writer to the refusal, if there is one."""
    sections = {section.id: section for section in team.draft.sections}
    for mine in written:
        theirs = sections.get(mine.id)
        if mine.text and (theirs is None or not theirs.holds(mine)):
            store.keep_text(team.id, mine, request.draft_revision, actor.account_id, request.editor_id, at)
    theirs = sections.get(refusal.facts.get("section", ""))
    if theirs is not None:
        refusal.facts["written_by"] = teams_words.member_label(team, theirs.by)
        refusal.facts["written_at"] = theirs.at.isoformat() if theirs.at else ""


def note_editing(request: declarations_pb2.NoteEditingRequest, actor: Actor) -> declarations_pb2.Editors:
    """Note that the caller is editing a section, and return who else is editing, and where (rules C4, K1)."""
    team = visible(request.team_id, actor, permissions.NOTE_EDITING)
    if all(section.id != request.section for section in requirements().sections):
        refuse(NOT_FOUND, what="section")
    store.note_editing(team.id, request.section, actor.account_id)
    return wire.editors_view(team, store.editing(team.id), actor.account_id)


def delete_kept_text(team_id: str, kept_id: str, actor: Actor) -> declarations_pb2.DeleteKeptTextResponse:
    """Delete a kept text; refuses K1_FORBIDDEN unless the caller wrote it (rules C4, K1)."""
    team = visible(team_id, actor, permissions.GET_KEPT_TEXT)
    kept_text, _ = store.kept_text(team.id, kept_id) or refuse(NOT_FOUND, what="kept_text")
    permissions.DELETE_KEPT_TEXT.require(actor, replace(target(team), holder=kept_text.by))
    store.delete_kept_text(team.id, kept_id)
    return declarations_pb2.DeleteKeptTextResponse()
