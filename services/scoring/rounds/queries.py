"""Show rounds, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import rounds_pb2

from chassis.actor import Actor
from chassis.mapping import enum_value
from chassis.permissions import Target
from chassis.permissions import scoring as permissions

from ..panels.checks import target
from . import store, wire


def get_round(request: rounds_pb2.GetRoundRequest, actor: Actor) -> rounds_pb2.Round:
    """Show a round to its host, the secretariat or the committee."""
    round_ = store.rounds.look(request.round_id)
    permissions.GET_ROUND.require(actor, target(round_.panel_id))
    return wire.round_view(round_)


def get_draws(request: rounds_pb2.GetDrawsRequest) -> rounds_pb2.Draws:
    """Show anyone what was committed and drawn in a round (rules E2, G1)."""
    return wire.draws_view(store.rounds.look(request.round_id))


def list_rounds(request: rounds_pb2.ListRoundsRequest, actor: Actor) -> rounds_pb2.ListRoundsResponse:
    """Show a host its division's rounds, the secretariat and the committee any; those without projects are left out."""
    filters: dict[str, Any] = {"state.entries.0": {"$exists": True}}
    if request.division_code:
        permissions.LIST_ROUNDS.require(actor, Target(division=request.division_code))
        filters["state.division_code"] = request.division_code
    elif not permissions.LIST_ROUNDS.is_open_to(actor):
        permissions.LIST_ROUNDS.require_caller(actor)
        # a host that names no division gets its own, not everyone's
        own = (code for code in actor.divisions if permissions.LIST_ROUNDS.is_open_to(actor, Target(division=code)))
        filters["state.division_code"] = {"$in": sorted(own)}
    if request.stage:
        filters["state.stage"] = enum_value(request.stage, contest_pb2.Stage.DESCRIPTOR)
    rounds, next_page_token = store.rounds.page(filters, request.page.page_token, request.page.page_size)
    return wire.list_view(rounds, next_page_token)
