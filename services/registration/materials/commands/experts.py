"""Keep which experts read a team's material: who scores it, and who must not (rules E2, E3)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.context import current
from chassis.kernel.clock import Instant

from ...divisions import commands as divisions
from ...divisions.requests import RecordScoring
from .. import requests, store


def record_experts(request: requests.RecordExperts, actor: Actor, at: Instant) -> None:
    """Keep who scores what of a round now, and that the scoring of its division has begun (rules A5, E3)."""
    panel_id = f"division-{request.division_code}" if request.division_code else "final"
    # first, for the division remembers that it took the event in, and a repeated one ends there
    store.keep_experts(request.round_id, panel_id, request.readers, current().aggregate_version)
    divisions.record_scoring(RecordScoring(division_code=request.division_code), actor, at)


def record_panel(request: requests.RecordPanel, actor: Actor, at: Instant) -> None:
    """Keep who is on a panel now, and what they must not score: who was taken off it reads nothing more (rules E1, E2)."""
    store.keep_interests(request.panel_id, request.interests)
    store.keep_panel(request.panel_id, request.account_ids, current().aggregate_version)


def record_interests(request: requests.RecordInterests, actor: Actor, at: Instant) -> None:
    """Keep the teams and organisations that an expert must not score any more (rule E2)."""
    store.keep_interests(request.panel_id, {request.account_id: request.interests})
