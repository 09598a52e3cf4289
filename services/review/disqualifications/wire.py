"""Events by which a team loses its place, to what is asked then."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2

from ..cases import rules
from . import requests


def act_on_report(event: publicity.ReportAdjudicated) -> requests.DisqualifyTeam:
    """An upheld report takes the place away; a dismissed one names no team."""
    return requests.DisqualifyTeam(team_id=event.team_id if event.upheld else "", code=event.code, reason=event.reason)


def spread_disqualification(event: events_pb2.TeamDisqualified) -> requests.DisqualifyTeam:
    """A disqualification of our own, for the other aggregates of this service."""
    return requests.DisqualifyTeam(team_id=event.team_id, code=event.code, reason=event.reason)


def lose_place(event: events_pb2.CaseDecided) -> requests.DisqualifyTeam:
    """A rejection, for the recommendation; any other outcome names no team."""
    rejected = event.outcome == events_pb2.OUTCOME_REJECTED
    return requests.DisqualifyTeam(
        team_id=event.team.team_id if rejected else "", code=rules.D1_REJECTED, reason=event.reason
    )
