"""Translate the events by which a project leaves the contest."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from . import requests


def drop_withdrawn(event: registration.TeamWithdrawn) -> requests.DropTeam:
    """Translate a withdrawal; a team that never submitted is in no round, and may come back."""
    team = event.team
    return requests.DropTeam(
        team_id="" if event.unsubmitted else team.team_id,
        division_code=team.division_code,
        track=team.track,
        reason="C12_WITHDRAWN",
    )


def drop_disqualified(event: review.TeamDisqualified) -> requests.DropTeam:
    """Translate a disqualification."""
    return requests.DropTeam(
        team_id=event.team_id, division_code=event.division_code, track=event.track, reason=event.code
    )


def drop_revoked(event: publicity.AwardRevoked) -> requests.DropTeam:
    """Translate the loss of an award; an organiser's award names no team."""
    team = event.award.team
    return requests.DropTeam(
        team_id=team.team_id, division_code=team.division_code, track=team.track, reason=event.code
    )
