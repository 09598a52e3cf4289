"""Events by which a project enters and leaves rounds, and fares in rankings (B2, C12, D1, F8, H4)."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review

from chassis.facts.schemes import Stage
from chassis.mapping import to_message
from services.scoring.rounds.model.standing import ReviewEvent, Ruling
from services.scoring.standings import wire
from tests.unit.services.scoring.builders import LATER, make_team

FACTS = to_message(make_team(1), contest_pb2.TeamFacts)


def test_whatever_takes_a_place_away_names_team_and_rounds() -> None:
    """C12, H4: withdrawal, disqualification, a revoked award; an organiser's award names no team."""
    disqualified = review.TeamDisqualified(
        team_id="team-001", division_code="110000", track="industry", code="F5_DUPLICATE_PROJECT"
    )
    requests = (
        wire.drop_withdrawn(registration.TeamWithdrawn(team=FACTS)),
        wire.drop_disqualified(disqualified),
        wire.drop_revoked(publicity.AwardRevoked(award=publicity.Award(team=FACTS), code="C5_FOREIGN_MATERIAL")),
    )
    expected = ("team-001", "110000", "industry")
    assert [(request.team_id, request.division_code, request.track) for request in requests] == [expected] * 3
    reasons = [request.reason for request in requests]
    assert reasons == ["C12_WITHDRAWN", "F5_DUPLICATE_PROJECT", "C5_FOREIGN_MATERIAL"]
    assert wire.drop_revoked(publicity.AwardRevoked(award=publicity.Award(prize="organisation"))).team_id == ""


def test_a_team_that_never_submitted_leaves_nothing() -> None:
    """C12: it is in no round, and may come back."""
    assert wire.drop_withdrawn(registration.TeamWithdrawn(team=FACTS, unsubmitted=True)).team_id == ""


def test_only_a_pass_lets_a_project_be_scored_and_only_a_final_rejection_ends_it() -> None:
    """D1, D3: returned or asked for more, its case is open; so it is while it is reviewed anew, and while it may appeal."""
    outcomes = (review.OUTCOME_REJECTED, review.OUTCOME_RETURNED, review.OUTCOME_SUPPLEMENT, review.OUTCOME_PASSED)
    requests = [
        wire.judge_team(review.CaseDecided(team=FACTS, submission_number=3, sequence=5, outcome=outcome))
        for outcome in outcomes
    ]
    facts: dict[str, Any] = {"team": FACTS, "submission_number": 3, "sequence": 5}
    requests.append(wire.reopen_case(review.CaseReopened(**facts)))
    appealable = review.CaseDecided(**facts, outcome=review.OUTCOME_REJECTED, appeal_until=LATER)
    requests.append(wire.judge_team(appealable))
    requests.append(wire.end_appeal(review.AppealLapsed(**facts)))
    requests += [wire.settle_appeal(review.AppealSettled(**facts, granted=granted)) for granted in (False, True)]
    rulings = (
        *(Ruling.REJECTED, Ruling.OPEN, Ruling.OPEN, Ruling.PASSED, Ruling.OPEN),
        *(Ruling.OPEN, Ruling.REJECTED, Ruling.REJECTED, Ruling.OPEN),
    )
    assert [request.event for request in requests] == [
        ReviewEvent(number=3, sequence=5, ruling=ruling) for ruling in rulings
    ]
    assert {request.team for request in requests} == {make_team(1)}


def test_finalists_enter_the_final() -> None:
    """F8: all of the list."""
    event = review.FinalistsConfirmed(finalists=[review.Finalist(team=FACTS, recommender_id="110000")])
    assert wire.enter_finalists(event).teams == (make_team(1),)


def test_the_accounts_of_a_team_are_heard() -> None:
    """B2."""
    assert wire.record_accounts(registration.TeamAccountsChanged(team=FACTS)).team == make_team(1)


def test_a_struck_finalist_leaves_the_final_only() -> None:
    """F7, H4: its division's ranking follows its case; whatever takes a team out of the contest takes it out of both."""
    event = review.FinalistStruck(finalist=review.Finalist(team=FACTS), code="D1_REJECTED", version=2)
    request = wire.drop_struck(event)
    assert (request.team_id, request.track, request.reason) == ("team-001", "industry", "D1_REJECTED")
    assert request.stages == (Stage.FINAL,)
    assert wire.drop_withdrawn(registration.TeamWithdrawn(team=FACTS)).stages == (Stage.DIVISION, Stage.FINAL)
