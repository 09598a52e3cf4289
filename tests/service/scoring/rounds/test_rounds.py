"""Rounds over the running service: what enters and leaves them, who may see and assign (D1, F8, C12, H4, K1)."""

from __future__ import annotations

import pytest
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import rankings_pb2, rounds_pb2

from chassis.actor import Grant, Role
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    HOST,
    OTHER_HOST,
    SECRETARIAT,
    Scoring,
    assign_experts,
    case_decided,
    collect_round,
    entry_ids,
    facts_of,
    scheme_published,
    team_disqualified,
)
from tests.unit.services.scoring.builders import make_team

pytestmark = pytest.mark.parts
PARTICIPANT = Grant(Role.PARTICIPANT)


def test_a_newer_rejected_submission_leaves_the_round(scoring: Scoring) -> None:
    """D1: also if the decisions arrive in the other order."""
    identifier = f"division-{DIVISION}-urban"
    scoring.publish(case_decided(62, "urban", submission=1))
    scoring.publish(case_decided(63, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.publish(case_decided(63, "urban", submission=1))
    wait_for(lambda: entry_ids(scoring, identifier) == [make_team(62).team_id])
    scoring.publish(case_decided(62, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.publish(case_decided(64, "urban"))
    wait_for(lambda: entry_ids(scoring, identifier) == [make_team(64).team_id])


def test_a_disqualified_team_does_not_enter_the_final_by_a_late_list(scoring: Scoring) -> None:
    """H4, F8: the disqualification arrived first."""
    scoring.publish(team_disqualified(65, "emergency"))
    wait_for(lambda: scoring.database["rounds"].find_one({"_id": "final-emergency"}))
    finalists = [review.Finalist(team=facts_of(make_team(number, track="emergency"))) for number in (65, 66)]
    scoring.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists), times=2)
    wait_for(lambda: entry_ids(scoring, "final-emergency") == [make_team(66).team_id])


def test_events_twice_and_in_another_order_come_to_the_same(scoring: Scoring) -> None:
    """C12, H4: a team that withdrew or was disqualified before its entry came is not scored; others are, once."""
    track = "technology"
    withdrawn = facts_of(make_team(31, track=track, topic_id=f"{track}-1"))
    scoring.publish(registration.TeamWithdrawn(team=withdrawn), times=2)
    scoring.publish(team_disqualified(32, track))
    identifier = f"division-{DIVISION}-{track}"
    wait_for(lambda: len(_teams_gone(scoring, identifier)) == 2)
    for number in (31, 32, 33, 34):
        scoring.publish(case_decided(number, track), event_id=f"passed-{number}", times=2)
        scoring.publish(case_decided(number, track))
    scoring.publish(scheme_published(DIVISION))
    remaining = [make_team(33).team_id, make_team(34).team_id]
    wait_for(lambda: sorted(entry_ids(scoring, identifier)) == remaining)


def _teams_gone(scoring: Scoring, identifier: str) -> list[str]:
    document = scoring.database["rounds"].find_one({"_id": identifier})
    gone: list[str] = document["state"].get("gone", []) if document else []
    return gone


def test_a_round_is_assigned_frozen_and_read_by_role_and_division(scoring: Scoring) -> None:
    """K1: by role and division; another's round does not exist for the caller."""
    identifier = collect_round(scoring, "culture", [41, 42])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    for grant in (OTHER_HOST, SECRETARIAT, COMMITTEE, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.rounds.AssignExperts, assign, grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.rounds.FreezeRound, freeze, grant) == "K1_FORBIDDEN"
    assign_experts(scoring, identifier)
    read = rounds_pb2.GetRoundRequest(round_id=identifier)
    for grant in (OTHER_HOST, PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.rounds.GetRound, read, grant) == "NOT_FOUND"
    assert scoring.call(scoring.rounds.GetRound, read, HOST).sheets == 4


def test_a_host_that_names_no_division_sees_its_own_only(scoring: Scoring) -> None:
    """K1: another division's rounds are there to be leaked."""
    identifier = collect_round(scoring, "green", [61])
    listed = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), SECRETARIAT).rounds
    own = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), HOST).rounds
    assert identifier in {round_.round_id for round_ in own}
    assert {round_.division_code for round_ in own} == {DIVISION}
    assert {round_.round_id for round_ in own} <= {round_.round_id for round_ in listed}
    assert list(scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), OTHER_HOST).rounds) == []
    of_division = rounds_pb2.ListRoundsRequest(division_code=DIVISION)
    for grant in (OTHER_HOST, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.rounds.ListRounds, of_division, grant) == "K1_FORBIDDEN"


def test_scoring_is_refused_until_the_scheme_has_arrived(scoring: Scoring) -> None:
    """E3: E3_UNKNOWN_SCHEME until then, and then by it."""
    other, track = "130000", "industry"
    identifier, host = f"division-{other}-{track}", Grant(Role.HOST, other)
    team = facts_of(make_team(67, division_code=other))
    scoring.publish(review.CaseDecided(team=team, submission_number=1, outcome=review.OUTCOME_PASSED))
    wait_for(lambda: entry_ids(scoring, identifier) == [team.team_id])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    assert scoring.refused(scoring.rounds.AssignExperts, assign, host) == "E3_UNKNOWN_SCHEME"
    scoring.publish(scheme_published(other))
    wait_for(lambda: scoring.database["panels"].find_one({"_id": f"division-{other}"}))
    assert scoring.refused(scoring.rounds.AssignExperts, assign, host) == "E2_NOT_ENOUGH_EXPERTS"
