"""Translate the events by which a team may lose its place."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.mapping import from_message

from ..recommendations import requests as recommendations_requests
from . import requests

# a round of the final is identified by its track behind this
FINAL_ROUND = "final-"
# of registration: a claim that was upheld, and the refusal's code for the team that held the names
UPHELD, B7_CLAIM_UPHELD = "upheld", "B7_CLAIM_UPHELD"


def disqualify_team(event: publicity.ReportAdjudicated) -> requests.DisqualifyTeam:
    """Return what the committee decided on a report."""
    return from_message(event, requests.DisqualifyTeam)


def disqualify_holder(event: registration.NameClaimDecided) -> requests.DisqualifyTeam:
    """Return if a team is disqualified because it registered names without their organisation's authority."""
    return requests.DisqualifyTeam(
        team_id=event.holder_id,
        upheld=event.outcome == UPHELD,
        code=B7_CLAIM_UPHELD,
        reason=event.reason,
    )


def follow_objection(event: publicity.ObjectionSettled) -> requests.FollowObjection:
    """Return how an objection to a notice was settled."""
    return from_message(event, requests.FollowObjection)


def apply_disqualification(event: events_pb2.TeamDisqualified) -> requests.ApplyDisqualification:
    """Return which team was disqualified, and by which code."""
    return from_message(event, requests.ApplyDisqualification)


def follow_case(
    event: events_pb2.CaseDecided | events_pb2.CaseReopened | events_pb2.AppealSettled | events_pb2.AppealLapsed,
) -> requests.FollowCase:
    """Return whose case changed; how it is now, the case itself says."""
    return requests.FollowCase(team_id=event.team.team_id)


def follow_final_order(event: scoring.SeedDrawn) -> recommendations_requests.RecordFinalOrder:
    """Return the drawn order of a track of the final; of a division's round, whose id begins otherwise, no track."""
    final = event.round_id.startswith(FINAL_ROUND)
    return recommendations_requests.RecordFinalOrder(
        track=event.round_id.removeprefix(FINAL_ROUND) if final else "",
        number=event.number,
        team_ids=tuple(event.team_ids),
    )


def follow_proposal(event: events_pb2.FinalistsProposed) -> requests.FollowProposal:
    """Return who entered the list."""
    return requests.FollowProposal(team_ids=tuple(finalist.team.team_id for finalist in event.finalists))


def follow_notice(event: publicity.NoticeOpened) -> requests.FollowNotice:
    """Return whom the notice lists, and if it is one of finalists."""
    return requests.FollowNotice(
        of_finalists=event.kind == publicity.NOTICE_KIND_FINALISTS, team_ids=tuple(event.team_ids)
    )


def follow_strike(event: events_pb2.FinalistStruck) -> requests.FollowStrike:
    """Return who was struck, and by which code."""
    return requests.FollowStrike(team_id=event.finalist.team.team_id, code=event.code)
