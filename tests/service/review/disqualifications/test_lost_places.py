"""Consequences of a team's losing its place (D1, F5, F6, H4)."""

from __future__ import annotations

import pytest
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2

from chassis.actor import TOKEN_LIFE
from chassis.bus.envelope import open_envelope, routing_key_of
from services.review.cases import commands as cases
from services.review.cases import store as cases_store
from services.review.cases.events import Finding, Outcome
from services.review.cases.model.case import CaseState
from services.review.cases.model.findings import LaterFinding
from services.review.cases.requests import OpenCase
from services.review.disqualifications import commands, wire
from services.review.national_check import commands as national_check
from services.review.national_check import queries as national_check_queries
from tests.service.review.stored import SECRETARIAT, WORKER, lost_places, recommend
from tests.unit.services.review import builders as a


@pytest.fixture(autouse=True)
def proposed(database: None) -> None:
    """Recommend teams `a` and `b`, which passed, and propose them as finalists."""
    recommend("a", "b")
    national_check.propose_finalists(SECRETARIAT, a.NOW)


def finalists() -> list[str]:
    """Return the team ids on the finalist list."""
    return [finalist.team.team_id for finalist in national_check_queries.get_finalists(SECRETARIAT).finalists]


def reported(*, upheld: bool) -> publicity.ReportAdjudicated:
    """Return the event of a report against team `b`."""
    return publicity.ReportAdjudicated(team_id="b", upheld=upheld, code="C5_FOREIGN_MATERIAL", reason="侵权")


def test_h4_a_dismissed_report_takes_nothing_away() -> None:
    """H4: case, recommendation and finalist list stay as they are."""
    commands.disqualify_reported_team(wire.disqualify_reported_team(reported(upheld=False)), WORKER, a.NOW)
    assert (cases_store.cases.look("b").state, lost_places(), finalists()) == (
        CaseState.DECIDED,
        {"a": "", "b": ""},
        ["a", "b"],
    )


def test_h4_an_upheld_report_takes_the_place_away_everywhere() -> None:
    """F6, H4: in case, recommendation and finalist list; a second delivery changes nothing."""
    for _ in range(2):
        commands.disqualify_reported_team(wire.disqualify_reported_team(reported(upheld=True)), WORKER, a.NOW)
        assert (cases_store.cases.look("b").state, lost_places(), finalists()) == (
            CaseState.DISQUALIFIED,
            {"a": "", "b": "C5_FOREIGN_MATERIAL"},
            ["a"],
        )


def test_f5_a_duplicates_disqualification_takes_the_place_away_everywhere() -> None:
    """F5, F6: the hit has published it, and all else follows."""
    event = events_pb2.TeamDisqualified(team_id="a", code="F5_DUPLICATE_PROJECT", reason="同一项目")
    commands.apply_disqualification(wire.apply_disqualification(event), WORKER, a.NOW)
    assert (cases_store.cases.look("a").state, lost_places(), finalists()) == (
        CaseState.DISQUALIFIED,
        {"a": "F5_DUPLICATE_PROJECT", "b": ""},
        ["b"],
    )


def decide_again(outcome: Outcome) -> None:
    """Reopen the case of team `b` and decide it anew, as the events say then."""
    case = cases_store.cases.get("b")
    case.record_finding(LISTED, days=5, at=a.NOW)
    a.decide(case, outcome)
    cases_store.cases.save(case)
    hear(events_pb2.CaseDecided(team={"team_id": "b"}, outcome=f"OUTCOME_{outcome.upper()}"))


def hear(event: events_pb2.CaseDecided | events_pb2.AppealSettled | events_pb2.AppealLapsed) -> None:
    """Handle the event."""
    commands.release_place(wire.release_place(event), WORKER, a.NOW)


KEPT = ({"a": "", "b": ""}, ["a", "b"])
LOST = ({"a": "", "b": "D1_REJECTED"}, ["a"])
LISTED = LaterFinding(key="k", sequence=1, finding=Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91"))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_f6_no_decision_takes_a_place_while_the_team_may_appeal(outcome: Outcome) -> None:
    """D1, D3, F6: a rejection does once the time to appeal is over; the finalists follow. No other does."""
    decide_again(outcome)
    assert (lost_places(), finalists()) == KEPT
    until = a.DEADLINES.appeal_until
    cases.lapse_appeals(WORKER, until + TOKEN_LIFE)
    hear(events_pb2.AppealLapsed(team={"team_id": "b"}))
    assert (lost_places(), finalists()) == KEPT, "an appeal in time may be on its way"
    cases.lapse_appeals(WORKER, until + TOKEN_LIFE + a.MS)
    hear(events_pb2.AppealLapsed(team={"team_id": "b"}))
    assert (lost_places(), finalists()) == (LOST if outcome is Outcome.REJECTED else KEPT)


@pytest.mark.parametrize("granted", [True, False])
def test_d3_f6_an_appealing_team_keeps_its_place_until_the_appeal_has_failed(granted: bool) -> None:
    """D3, F6: a granted appeal keeps it, and a second rejection, which can't be appealed, takes it at once."""
    decide_again(Outcome.REJECTED)
    case = cases_store.cases.get("b")
    case.lodge_appeal("不服", days=5, by="account-b", at=a.NOW)
    cases_store.cases.save(case)
    cases.lapse_appeals(WORKER, a.NOW + 30 * a.DAY)
    hear(events_pb2.AppealLapsed(team={"team_id": "b"}))
    assert (lost_places(), finalists()) == KEPT
    case = cases_store.cases.get("b")
    case.settle_appeal(granted=granted, reason="经复核", days=5, by="host", at=a.NOW)
    cases_store.cases.save(case)
    hear(events_pb2.AppealSettled(team={"team_id": "b"}, granted=granted))
    assert (lost_places(), finalists()) == (KEPT if granted else LOST)
    if granted:
        case = cases_store.cases.get("b")
        a.decide(case, Outcome.REJECTED, by="reviewer-1")
        cases_store.cases.save(case)
        hear(events_pb2.CaseDecided(team={"team_id": "b"}))
        assert (lost_places(), finalists()) == LOST


def test_h4_a_report_upheld_before_review_heard_of_the_submission_is_applied_with_it() -> None:
    """H4: the case is remembered; it is never reviewed, and its disqualification is published once the team is known."""
    event = publicity.ReportAdjudicated(team_id="early", upheld=True, code="C5_FOREIGN_MATERIAL", reason="侵权")
    commands.disqualify_reported_team(wire.disqualify_reported_team(event), WORKER, a.NOW)
    cases.open_case(OpenCase(submission=a.submission(team=a.team("early"))), WORKER, a.NOW)
    case = cases_store.cases.look("early")
    assert (case.state, case.division_code, case.waiting_in, case.team) == (
        CaseState.DISQUALIFIED,
        "110000",
        "",
        a.team("early"),
    )
    assert raised_by("early") == ["team_disqualified"]


def raised_by(case_id: str) -> list[str]:
    """Return the names of the events that wait in the case's outbox."""
    document = cases_store.CaseDocument._get_collection().find_one({"_id": case_id})
    return [routing_key_of(open_envelope(bytes(body))[0].type) for body in document["outbox"]]


def test_f6_a_rejection_that_arrives_late_takes_no_place_from_a_team_that_passed_since() -> None:
    """F6: the case decides, not the event."""
    hear(events_pb2.CaseDecided(team={"team_id": "b"}, outcome=events_pb2.OUTCOME_REJECTED))
    assert (lost_places(), finalists()) == KEPT
