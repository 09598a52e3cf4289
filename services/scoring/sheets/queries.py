"""Show experts their own sheets, and hosts how far their scoring is (rules E2, E3, K1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dasai.scoring.v1 import sheets_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.schemes import Stage
from chassis.facts.submissions import Evidence, Section
from chassis.kernel.refusal import refuse_unless
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import Target
from chassis.permissions import scoring as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from ..panels.checks import target as panel_target
from ..panels.model import FINAL, Expert
from ..rounds import store as rounds_store
from ..rounds.checks import experts_of, scoring_closes
from ..rounds.model.round import Round, round_id
from . import store, wire
from .checks import is_released, submitted_without_role, target
from .model.blinding import blinded_sections
from .model.sheet import Scoresheet


def list_sheets(request: sheets_pb2.ListSheetsRequest, actor: Actor) -> sheets_pb2.ListSheetsResponse:
    """Show the calling expert its sheets but for those that were released: what is still to do first."""
    permissions.LIST_SHEETS.require(actor, Target(assignee=actor.account_id))
    state = enum_value(request.state, sheets_pb2.SheetState.DESCRIPTOR) if request.state else ""
    page = store.sheets.listed(store.listed_parts(actor.account_id, request.round_id, state), asked(request.page))
    sheets = page.aggregates
    rounds = {round_id: rounds_store.rounds.look(round_id) for round_id in {sheet.round_id for sheet in sheets}}
    closes = {round_id: scoring_closes(round_) for round_id, round_ in rounds.items()}
    admissible = {
        round_id: frozenset(round_.admissible_assignments(experts_of(round_))) for round_id, round_ in rounds.items()
    }
    views = [
        wire.sheet_view(
            sheet,
            rounds[sheet.round_id].entry(sheet.team_id),
            closes[sheet.round_id],
            released=is_released(sheet, rounds[sheet.round_id], admissible[sheet.round_id]),
        )
        for sheet in sheets
    ]
    return wire.list_view(views, list_response(page))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's own score sheets; of a blind round without the team (rules E3, E7, K4)."""
    sheets = store.sheets.every({"state.account_id": actor.account_id})
    for sheet in sorted(sheets, key=lambda sheet: sheet.id):
        values = {
            "round": sheet.round_id,
            "team_id": "" if sheet.blind else sheet.team_id,
            "state": sheet.state,
            "scores": ", ".join(f"{score.criterion_id} {score.score}" for score in sheet.scores),
            "reason": sheet.reason,
            "versions": str(len(sheet.versions)),
        }
        yield Record(kind="scoresheet", values=values)


def get_sheet(request: sheets_pb2.GetSheetRequest, actor: Actor) -> sheets_pb2.Sheet:
    """Show the calling expert one of its sheets, with the declaration to score and, unless it is blind, the list of files."""
    sheet = store.sheets.look(request.sheet_id)
    permissions.GET_SHEET.require(actor, target(sheet))
    round_ = rounds_store.rounds.look(sheet.round_id)
    team, experts = round_.entry(sheet.team_id), experts_of(round_)
    released = is_released(sheet, round_, frozenset(round_.admissible_assignments(experts)))
    submission = _submission_of(sheet, round_, experts) if not released else ((), ())
    return wire.sheet_view(sheet, team, scoring_closes(round_), *submission, released=released)


def _submission_of(
    sheet: Scoresheet, round_: Round, experts: tuple[Expert, ...]
) -> tuple[tuple[Section, ...], tuple[Evidence, ...]]:
    """Return the declaration and the files of the submission that passed review (rule E3).

    If the sheet is scored blind the declaration is without whose it is, and there are no files: they can't be blinded. Nor are
    there any for an expert who has an interest by now (rule E2).
    """
    team = round_.entry(sheet.team_id)
    if team is None:
        return (), ()
    content = store.declaration(sheet.team_id, round_.submission_number(sheet.team_id))
    sections = wire.declaration_of(content)
    if sheet.blind:
        return blinded_sections(sections, team), ()
    able = any(expert.account_id == sheet.account_id and expert.may_score(team) for expert in experts)
    return sections, wire.evidence_of(content) if able else ()


def get_scoring_progress(request: sheets_pb2.GetScoringProgressRequest, actor: Actor) -> sheets_pb2.ScoringProgress:
    """Show how far the scoring of a panel's rounds is, to its host, the secretariat or the committee (rules E2, E3, K1).

    With a round, of that round alone and of each of its projects. Refuses NOT_FOUND if the panel has no such round.
    """
    division = panel_target(request.panel_id)
    permissions.GET_SCORING_PROGRESS.require(actor, division)
    stage = Stage.FINAL if request.panel_id == FINAL else Stage.DIVISION
    identifiers = [round_id(stage, division.division, track.code) for track in edition().tracks]
    refuse_unless(not request.round_id or request.round_id in identifiers, NOT_FOUND, what="round")
    wanted = [request.round_id] if request.round_id else identifiers
    stored = {round_.id: round_ for round_ in rounds_store.rounds.every({"_id": {"$in": wanted}})}
    rounds = [stored[identifier] for identifier in wanted if identifier in stored and stored[identifier].entries]
    experts = experts_of(rounds[0]) if rounds else ()  # a panel's rounds have the same
    return sheets_pb2.ScoringProgress(
        panel_id=request.panel_id,
        rounds=[_progress_of(round_, experts, with_projects=bool(request.round_id)) for round_ in rounds],
        scoring_closes=scoring_closes(rounds[0]) if rounds else None,
    )


def _progress_of(round_: Round, experts: tuple[Expert, ...], *, with_projects: bool) -> sheets_pb2.RoundProgress:
    without_role = submitted_without_role(round_, experts)
    assignments = round_.admissible_assignments(experts, without_role)
    submitted = store.submitted_pairs(round_.id) | {(each.team_id, each.account_id) for each in without_role}
    done = [each for each in assignments if (each.team_id, each.account_id) in submitted]
    contenders = round_.contenders
    return sheets_pb2.RoundProgress(
        round_id=round_.id,
        track=round_.track,
        state=f"ROUND_STATE_{round_.state.upper()}",
        projects=len(contenders),
        sheets=len(assignments),
        submitted=len(done),
        unassigned=round_.count_unassigned(experts, without_role) if round_.assignments else 0,
        rankings=round_.rankings,
        experts=wire.expert_progress(
            Counter(each.account_id for each in assignments), Counter(each.account_id for each in done)
        ),
        project_progress=wire.project_progress(
            [team.team_id for team in contenders],
            Counter(each.team_id for each in assignments),
            Counter(each.team_id for each in done),
        )
        if with_projects
        else (),
    )
