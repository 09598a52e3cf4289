"""Translate local awards and their events to the contracts."""

from __future__ import annotations

from collections.abc import Mapping

from dasai.scoring.v1 import events_pb2, local_awards_pb2
from google.protobuf.message import Message

from chassis.facts.schemes import LocalAward

from ..rounds.model.standing import Standing
from . import events
from .model import LocalAwards, LocalGrant, PlacedTeam

EVENTS: dict[type, type[Message]] = {
    events.LocalAwardsGranted: events_pb2.LocalAwardsGranted,
    events.LocalAwardChanged: events_pb2.LocalAwardChanged,
}


def local_awards_view(
    awards: LocalAwards, offered: tuple[LocalAward, ...], teams: Mapping[str, PlacedTeam]
) -> local_awards_pb2.DivisionAwards:
    """Show the awards of a division to anyone (rule E7); `offered` has their prizes, `teams` its projects.

    Those of projects that were struck are left out.
    """
    prizes = {award.category: award.prize for award in offered}
    granted = [(grant, teams.get(grant.team_id)) for grant in awards.grants]
    return local_awards_pb2.DivisionAwards(
        division_code=awards.id,
        awards=[
            _grant_view(grant, prizes, placed)
            for grant, placed in granted
            if placed is not None and placed.standing is not Standing.STRUCK
        ],
        granted_at=awards.granted_at,
    )


def _grant_view(grant: LocalGrant, prizes: Mapping[str, str], placed: PlacedTeam) -> local_awards_pb2.GrantedLocalAward:
    return local_awards_pb2.GrantedLocalAward(
        category=grant.category,
        prize=prizes.get(grant.category, ""),
        team_id=grant.team_id,
        team_name=placed.team.team_name,
        project_name=placed.team.project_name,
        suspended=placed.standing is Standing.SUSPENDED or not placed.ranked,
    )
