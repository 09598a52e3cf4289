"""Fix seeds of draws, hand sheets to experts, write and submit them, step back from one (rules E2, E3, E5, G1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from dasai.scoring.v1 import rounds_pb2, sheets_pb2

from chassis.actor import Actor
from chassis.edition.published import require_no_identity_numbers, require_publishable
from chassis.facts.schemes import Stage
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import scoring as permissions

from ..panels import store as panels_store
from ..panels.checks import target as panel_target
from ..panels.rules import E1_NOT_ON_PANEL
from ..rounds import store as rounds_store
from ..rounds import wire as rounds_wire
from ..rounds.checks import experts_of, require_no_own_project, round_to_be, scheme_of, scoring_closes
from ..rounds.model.assignment import Assignment
from ..rounds.model.round import Round, RoundState
from ..rounds.rules import G1_SCORED
from . import requests, store, wire
from .checks import open_sheet, submitted_without_role, target
from .model.sheet import Scoresheet, sheet_id

# 128 bits, which nobody guesses
_NONCE_BYTES = 16


@idempotent
def commit_seed(request: requests.CommitSeed, actor: Actor, at: Instant) -> rounds_pb2.Draw:
    """Fix the seed of a round's next draw by its hash, also before the round has projects (rules E2, G1).

    The platform adds a nonce, so that whoever knows the projects can't choose a seed by what would be drawn from it.
    The reason for another draw is published, and checked for that (rules J1, J2, K4).
    """
    round_ = rounds_store.rounds.find(request.round_id) or round_to_be(request.round_id)
    permissions.COMMIT_SEED.require(actor, panel_target(round_.panel_id))
    if round_.draws or round_.seed:  # once there is a seed, somebody decides that it is drawn again
        require_no_own_project(round_, actor)
        _require_unscored(round_)
    require_publishable(reason=request.reason)
    draw = round_.commit_seed(request.seed_hash, request.reason, nonce=secrets.token_hex(_NONCE_BYTES), at=at)
    answer = rounds_wire.draw_view(round_, draw)
    rounds_store.rounds.save(round_, answer=answer)
    return answer


def _require_unscored(round_: Round) -> None:
    """Refuse G1_SCORED once scores were submitted: who draws again must not know how projects were scored (rule G1)."""
    refuse_unless(not store.has_scores(round_.id), G1_SCORED)


@idempotent
def assign_experts(request: requests.AssignExperts, actor: Actor, at: Instant) -> rounds_pb2.Round:
    """Give each project its experts, reproducibly (rules E2, E5, G1), and make their sheets."""
    round_ = rounds_store.rounds.get(request.round_id)
    permissions.ASSIGN_EXPERTS.require(actor, panel_target(round_.panel_id))
    require_no_own_project(round_, actor, request.further_team_ids)
    if round_.draws_again(request.seed):
        _require_unscored(round_)
    scheme = scheme_of(round_)
    experts = experts_of(round_)
    submitted = submitted_without_role(round_, experts)
    # the stage that runs now is as published last: a new version may have moved its close since the round began (rules A5, E3)
    blind = round_.stage is Stage.DIVISION and scheme.is_blind(at)
    present = {sheet.id: sheet for sheet in store.sheets.every({"state.round_id": round_.id})}
    round_.assign(
        experts,
        scheme,
        request.seed,
        request.further_team_ids,
        submitted=submitted,
        blind=blind,
        blind_sheets={
            Assignment(team_id=sheet.team_id, account_id=sheet.account_id): sheet.blind for sheet in present.values()
        },
        at=at,
    )
    # sheets first: they have derived identifiers, so a repeated command makes none twice
    _bring_sheets_in_line(round_, present, blind=blind)
    answer = rounds_wire.round_view(round_)
    rounds_store.rounds.save(round_, answer=answer)
    return answer


def _bring_sheets_in_line(round_: Round, present: Mapping[str, Scoresheet], *, blind: bool) -> None:
    """Make the sheets of new assignments, release those of former ones, take back those that are assigned again.

    `present` are the sheets that the round has, by id.
    """
    assigned = {
        sheet_id(round_.id, assignment.account_id, assignment.team_id): assignment for assignment in round_.assignments
    }
    for identifier, assignment in assigned.items():
        if identifier not in present:
            store.sheets.add(_new_sheet(identifier, round_, assignment, blind=blind))
    for identifier, seen in present.items():
        if seen.released == (identifier in assigned):
            sheet = store.sheets.get(identifier)
            if sheet.assign() if identifier in assigned else sheet.release():
                store.sheets.save(sheet)


def _new_sheet(identifier: str, round_: Round, assignment: Assignment, *, blind: bool) -> Scoresheet:
    team = round_.entry(assignment.team_id)
    if round_.scheme is None or team is None:
        raise ValueError(f"{round_.id} has assignments without a scheme, or of a team that never entered it")
    return Scoresheet(
        id=identifier,
        round_id=round_.id,
        account_id=assignment.account_id,
        team_id=assignment.team_id,
        project_name=team.project_name,
        rubric=round_.scheme.rubric,
        scale=round_.scheme.scale,
        blind=blind,
    )


@idempotent
def recuse(request: requests.Recuse, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """Step back from the project of one of the calling expert's sheets (rule E2).

    The sheet counts no more once the panel knows, and is not listed any more; the host then assigns again, which finds another
    expert.
    """
    panel = panels_store.panels.get(request.panel_id)
    sheet = store.sheets.get(request.sheet_id)
    permissions.RECUSE.require(actor, target(sheet))
    require_no_identity_numbers(reason=request.reason)
    round_ = rounds_store.rounds.look(sheet.round_id)
    refuse_unless(round_.panel_id == request.panel_id, E1_NOT_ON_PANEL)
    panel.recuse(actor.account_id, sheet.team_id, request.reason, at=at)
    answer = wire.sheet_view(sheet, round_.entry(sheet.team_id), scoring_closes(round_), released=True)
    panels_store.panels.save(panel, answer=answer)
    # by the panel alone it is released already: a stop in between leaves it in the list, marked as released
    if round_.state is RoundState.SCORING and not sheet.sealed and sheet.release():
        store.sheets.save(sheet)
    return answer


@idempotent
def save_sheet(request: requests.SaveSheet, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """Save the calling expert's sheet (rule E3)."""
    sheet, round_ = open_sheet(request.sheet_id, actor, permissions.SAVE_SHEET)
    require_no_identity_numbers(
        reason=request.reason,
        **{f"scores.{place}.comment": score.comment for place, score in enumerate(request.scores)},
    )
    sheet.write(request.scores, request.reason)
    return _save(sheet, round_)


@idempotent
def submit_sheet(request: requests.SubmitSheet, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """Submit the calling expert's sheet (rule E3)."""
    sheet, round_ = open_sheet(request.sheet_id, actor, permissions.SUBMIT_SHEET)
    require_no_identity_numbers(reason=request.reason)
    sheet.submit(request.reason, closes=scoring_closes(round_), at=at)
    return _save(sheet, round_)


def _save(sheet: Scoresheet, round_: Round) -> sheets_pb2.Sheet:
    answer = wire.sheet_view(sheet, round_.entry(sheet.team_id), scoring_closes(round_), released=False)
    store.sheets.save(sheet, answer=answer)
    return answer


def keep_declaration(request: requests.KeepDeclaration, actor: Actor, at: Instant) -> None:
    """Keep what was submitted, for the experts to read: the declaration, and which files (rule E3)."""
    store.keep_declaration(request.team_id, request.number, request.content)
