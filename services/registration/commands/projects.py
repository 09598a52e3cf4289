"""The declaration, its evidence, and submission (rules C4 to C8, C10)."""

from __future__ import annotations

from dasai.registration.v1 import declarations_pb2, submissions_pb2, teams_pb2

from chassis.actor import Actor
from chassis.kernel.canonical import canonical_json
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, Refusal, refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND

from .. import store, wire
from ..adapters import richtext, signing
from ..checks.access import own
from ..checks.content import content_change
from ..checks.evidence import require_stored, stored_piece
from ..checks.participation import taking_part
from ..model import commands, rules
from ..model.declaration import Writing
from ..model.events import Section
from ..model.team import Team
from ..store import drafts
from ..wire import requirements
from .attaching import attach
from .teams import leading_team, own_team, saved


def save_declaration(cmd: commands.SaveDeclaration, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Save sections of the draft; what is refused for someone else's sake is kept beside it (rule C4)."""
    team = own_team(cmd.team_id, actor, at)
    written = tuple(_safe(section, place) for place, section in enumerate(cmd.sections))
    before = team.draft.revision
    try:
        merged = team.save_declaration(
            written,
            cmd.draft_revision,
            requirements(),
            at=at,
            by=actor.account_id,
            editor=cmd.editor_id,
            bases=_bases(team, written, cmd.draft_revision),
        )
    except Refusal as refusal:
        if refusal.code is rules.C4_DRAFT_MOVED_ON:
            _keep(team, written, cmd, refusal, actor, at)
        raise
    answer = wire.team_view(team, requirements())
    answer.merged_sections.extend(merged)
    store.teams.save(team, answer=answer)
    if team.draft.revision != before:
        drafts.keep_draft_texts(team.id, team.draft.since(before))
    return answer


def _safe(section: Section, place: int) -> Section:
    """Rich text in its safe form, and its words; plain text as it is."""
    if not section.rich:
        return section
    safe = richtext.clean(section.rich)
    words = richtext.visible(safe)
    if section.text and section.text != words:
        fault = FieldFault(
            f"sections[{place}].rich",
            "text与rich的文字不一致，请只填写其中一项。",
            "text and rich say different things: give one of them.",
        )
        refuse(rules.C4_SECTION_INVALID, faults=[fault])
    return Section(id=section.id, text=words, rich=safe)


def _bases(team: Team, written: tuple[Section, ...], read_revision: int) -> dict[str, str]:
    """What the writer had read of the sections that someone else wrote since, where it is still known."""
    found: dict[str, str] = {}
    writing = Writing(sections=written, read_revision=read_revision)
    for theirs in team.draft.contested(writing):
        revision = theirs.base_revision(read_revision)
        text = drafts.draft_text(team.id, revision, theirs.id) if revision is not None else None
        if text is not None:
            found[theirs.id] = text
    return found


def _keep(
    team: Team,
    written: tuple[Section, ...],
    cmd: commands.SaveDeclaration,
    refusal: Refusal,
    actor: Actor,
    at: Instant,
) -> None:
    """Keep everything that the refused save brought, and tell whose change stood in its way."""
    there = {section.id: section for section in team.draft.sections}
    for mine in written:
        theirs = there.get(mine.id)
        if mine.text and (theirs is None or (theirs.text, theirs.rich) != (mine.text, mine.rich)):
            drafts.keep_refused(team.id, mine, cmd.draft_revision, actor.account_id, cmd.editor_id, at)
    theirs = there.get(refusal.facts["section"])
    if theirs is not None:
        refusal.facts["written_by"] = wire.writer(team, theirs.by)
        refusal.facts["written_at"] = theirs.at.isoformat() if theirs.at else ""


def delete_kept_text(team_id: str, kept_id: str, actor: Actor) -> declarations_pb2.DeleteKeptTextResponse:
    """Whoever wrote a kept text removes it (rules C4, K1); of others' texts nobody else disposes."""
    team = own(team_id, actor)
    found = drafts.kept_text(team.id, kept_id) or refuse(NOT_FOUND, what="kept_text")
    refuse_unless(found[0].by == actor.account_id, FORBIDDEN)
    drafts.forget_kept(team.id, kept_id)
    return declarations_pb2.DeleteKeptTextResponse()


def attach_evidence(cmd: commands.AttachEvidence, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Attach material that the team uploaded before, under another kind or name perhaps (rules C5, C6, C7)."""
    team = own_team(cmd.team_id, actor, at)
    attach(team, stored_piece(team, cmd.evidence), actor, at)
    return saved(team)


def remove_evidence(cmd: commands.RemoveEvidence, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Take evidence out of the draft (rule C7)."""
    team = own_team(cmd.team_id, actor, at)
    team.detach(cmd.evidence_id, at=at)
    return saved(team)


def submit_project(cmd: commands.SubmitProject, actor: Actor, at: Instant) -> submissions_pb2.Receipt:
    """Check everything again, freeze, and answer with the receipt (rules B3, B8, B10, C1, C4, C5, C7, C8, C10).

    In this order: time, draft and completeness (C1, C8, C4), who takes part (B8, B3), what is named is there (C7), how far the
    content is from the first version (C10). What B10 asks for was declared at registration and holds for every version.
    """
    team = leading_team(cmd.team_id, actor, at)
    team.require_submittable(cmd.draft_revision, requirements(), at=at, by=actor.account_id)
    for check in taking_part(team):
        check()
    require_stored(team)
    change = content_change(team)
    receipt = team.submit(
        cmd.draft_revision, requirements(), signing.receipt_signer(), at=at, by=actor.account_id, change=change
    )
    answer = wire.receipt_view(receipt)
    form = canonical_json(team.submission_form(receipt.submission_number)).decode()
    # content first: a submission never points to what is not there
    store.keep_submission(receipt.digest, content_of(team, form).SerializeToString(deterministic=True))
    store.teams.save(team, answer=answer)
    return answer


def content_of(team: Team, form: str) -> submissions_pb2.Submission:
    """What a submission keeps, besides its receipt (rule C7)."""
    view = wire.team_view(team, requirements())
    # without the receipt: kept under its digest once, it must be the same however often a submission is tried
    return submissions_pb2.Submission(team=view.facts, declaration=view.draft, evidence=view.evidence, form=form)
