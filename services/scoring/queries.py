"""What scoring shows, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import local_awards_pb2, panels_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse
from chassis.mapping import enum_value
from chassis.refusals import NOT_FOUND

from . import store, wire
from .model.facts import Stage


def get_panel(panel_id: str, actor: Actor) -> panels_pb2.Panel:
    """A panel, for its host and the secretariat."""
    if not (actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)):
        actor.require(Role.HOST, division=panel_id.removeprefix("division-"))
    return wire.panel_view(store.panels.look(panel_id))


def get_round(round_id: str, actor: Actor) -> rounds_pb2.Round:
    """A round, for its host, the secretariat and the committee."""
    found = store.rounds.look(round_id)
    staff = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    if not staff and (found.stage is Stage.FINAL or not actor.has(Role.HOST, found.division_code)):
        refuse(NOT_FOUND, what="round")
    return wire.round_view(found)


def list_rounds(request: rounds_pb2.ListRoundsRequest, actor: Actor) -> rounds_pb2.ListRoundsResponse:
    """A host's division; any for the secretariat and the committee. Rounds without projects are left out."""
    filters: dict[str, Any] = {"state.entries.0": {"$exists": True}}
    codes = {request.division_code} if request.division_code else set()
    if not (actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)):
        actor.require(Role.HOST, division=request.division_code)
        # a host that names no division gets its own, not everyone's
        codes = codes or {grant.division for grant in actor.grants if grant.role is Role.HOST and grant.division}
        filters["state.division_code"] = {"$in": sorted(codes)}
    elif codes:
        filters["state.division_code"] = request.division_code
    if request.stage:
        filters["state.stage"] = enum_value(request.stage, contest_pb2.Stage.DESCRIPTOR)
    found, token = store.rounds.page(filters, request.page.page_token, request.page.page_size)
    return rounds_pb2.ListRoundsResponse(rounds=[wire.round_view(one) for one in found], page=wire.page_response(token))


def get_ranking(round_id: str) -> rankings_pb2.Ranking:
    """The newest ranking of a round: frozen is published, so it is anyone's to read and recompute (rules E4, E6)."""
    found = store.rounds.look(round_id)
    newest = store.newest_ranking(found)
    if newest is None:
        refuse(NOT_FOUND, what="ranking")
    return wire.ranking_view(newest)


def list_rankings(request: rankings_pb2.ListRankingsRequest) -> rankings_pb2.ListRankingsResponse:
    """All rankings of a round that are on record, for anyone (rule E6)."""
    found, token = store.rankings.page(
        {"state.round_id": request.round_id}, request.page.page_token, request.page.page_size
    )
    return rankings_pb2.ListRankingsResponse(
        rankings=[wire.ranking_view(one) for one in found], page=wire.page_response(token)
    )


def get_local_awards(division_code: str) -> local_awards_pb2.DivisionAwards:
    """What a division granted, for anyone: it publishes its awards by granting them (rule E7)."""
    awards, panel = store.local_awards.look(division_code), store.panels.look(f"division-{division_code}")
    offered = panel.scheme.local_awards if panel.scheme is not None else ()
    return wire.local_awards_view(awards, offered, store.ranked_teams(division_code))


def list_sheets(request: sheets_pb2.ListSheetsRequest, actor: Actor) -> sheets_pb2.ListSheetsResponse:
    """The calling expert's own sheets."""
    actor.require(Role.EXPERT)
    found, token = store.sheets.page(
        {"state.account_id": actor.account_id, "state.released": {"$exists": False}},
        request.page.page_token,
        request.page.page_size,
    )
    return sheets_pb2.ListSheetsResponse(sheets=[wire.sheet_view(one) for one in found], page=wire.page_response(token))


def get_sheet(sheet_id: str, actor: Actor) -> sheets_pb2.Sheet:
    """The calling expert's own sheet."""
    sheet = store.sheets.look(sheet_id)
    if not actor.has(Role.EXPERT) or sheet.account_id != actor.account_id:
        refuse(NOT_FOUND, what="sheet")
    view = wire.sheet_view(sheet)
    found = store.rounds.look(sheet.round_id)
    team = next((one for one in found.entries if one.team_id == sheet.team_id), None)
    if team is not None and not sheet.released:
        content = store.declaration(sheet.team_id, found.submission_number(sheet.team_id))
        view.declaration.extend(wire.declared(content, team, blind=sheet.blind))
    return view
