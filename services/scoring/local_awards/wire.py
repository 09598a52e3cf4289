"""Translate local awards to the contracts."""

from __future__ import annotations

from collections.abc import Mapping

from dasai.scoring.v1 import local_awards_pb2

from chassis.facts.schemes import LocalAward
from chassis.facts.teams import TeamFacts

from .model import LocalAwards, LocalGrant


def local_awards_view(
    awards: LocalAwards, offered: tuple[LocalAward, ...], teams: Mapping[str, TeamFacts]
) -> local_awards_pb2.DivisionAwards:
    """Show the awards of a division to anyone (rule E7); `offered` has their prizes, `teams` the names of projects."""
    prizes = {award.category: award.prize for award in offered}
    return local_awards_pb2.DivisionAwards(
        division_code=awards.id,
        awards=[_grant_view(grant, prizes, teams.get(grant.team_id)) for grant in awards.valid],
        granted_at=awards.granted_at,
    )


def _grant_view(
    grant: LocalGrant, prizes: Mapping[str, str], team: TeamFacts | None
) -> local_awards_pb2.GrantedLocalAward:
    return local_awards_pb2.GrantedLocalAward(
        category=grant.category,
        prize=prizes.get(grant.category, ""),
        team_id=grant.team_id,
        team_name=team.team_name if team is not None else "",
        project_name=team.project_name if team is not None else "",
    )
