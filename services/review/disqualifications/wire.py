"""Translate the events by which a team may lose its place."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2

from chassis.mapping import from_message

from . import requests


def disqualify_reported_team(event: publicity.ReportAdjudicated) -> requests.DisqualifyReportedTeam:
    """Return what the committee decided on a report."""
    return from_message(event, requests.DisqualifyReportedTeam)


def apply_disqualification(event: events_pb2.TeamDisqualified) -> requests.ApplyDisqualification:
    """Return which team was disqualified, and by which code."""
    return from_message(event, requests.ApplyDisqualification)


def release_place(
    event: events_pb2.CaseDecided | events_pb2.AppealSettled | events_pb2.AppealLapsed,
) -> requests.ReleasePlace:
    """Return whose rejection may be final by now."""
    return requests.ReleasePlace(team_id=event.team.team_id)
