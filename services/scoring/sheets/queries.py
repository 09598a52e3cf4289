"""Show experts their own sheets (rules E3, K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.scoring.v1 import sheets_pb2

from chassis.actor import Actor
from chassis.facts.submissions import Section
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import Target
from chassis.permissions import scoring as permissions
from chassis.personal_data import Record

from ..rounds import store as rounds_store
from ..rounds.checks import scoring_closes
from ..rounds.model.round import Round
from . import store, wire
from .checks import target
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
    views = [
        wire.sheet_view(sheet, rounds[sheet.round_id].entry(sheet.team_id), closes[sheet.round_id]) for sheet in sheets
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
    """Show the calling expert one of its sheets, with the declaration to score."""
    sheet = store.sheets.look(request.sheet_id)
    permissions.GET_SHEET.require(actor, target(sheet))
    round_ = rounds_store.rounds.look(sheet.round_id)
    team = round_.entry(sheet.team_id)
    return wire.sheet_view(sheet, team, scoring_closes(round_), _declaration_of(sheet, round_))


def _declaration_of(sheet: Scoresheet, round_: Round) -> tuple[Section, ...]:
    """Return the submission that passed review; if the sheet is scored blind, without whose it is (rule E3)."""
    team = round_.entry(sheet.team_id)
    if team is None or sheet.released:
        return ()
    sections = wire.declaration_of(store.declaration(sheet.team_id, round_.submission_number(sheet.team_id)))
    return blinded_sections(sections, team) if sheet.blind else sections
