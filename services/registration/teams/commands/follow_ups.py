"""What follows once a team is stored as it registered or changed: its organisations are kept (rule B1)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ...organisations.commands import introduce
from .. import requests


def record_team(request: requests.RecordTeam, actor: Actor, at: Instant) -> None:
    """Keep the organisations that a team names, each with what the team calls it (rule B1)."""
    for organisation in request.organisations:
        introduce(organisation, request.division_code, at)
