"""Show rounds, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import rounds_pb2

from chassis.actor import Actor, Role
from chassis.facts.schemes import Stage
from chassis.kernel.refusal import refuse
from chassis.mapping import enum_value
from chassis.refusals import NOT_FOUND

from . import store, wire


def get_round(request: rounds_pb2.GetRoundRequest, actor: Actor) -> rounds_pb2.Round:
    """Show a round to its host, the secretariat or the committee."""
    round_ = store.rounds.look(request.round_id)
    staff = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    if not staff and (round_.stage is Stage.FINAL or not actor.has(Role.HOST, round_.division_code)):
        refuse(NOT_FOUND, what="round")
    return wire.round_view(round_)


def get_draws(request: rounds_pb2.GetDrawsRequest) -> rounds_pb2.Draws:
    """Show anyone what was committed and drawn in a round (rules E2, G1)."""
    return wire.draws_view(store.rounds.look(request.round_id))


def list_rounds(request: rounds_pb2.ListRoundsRequest, actor: Actor) -> rounds_pb2.ListRoundsResponse:
    """Show a host its division's rounds, the secretariat and the committee any; those without projects are left out."""
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
    rounds, next_page_token = store.rounds.page(filters, request.page.page_token, request.page.page_size)
    return wire.list_view(rounds, next_page_token)
