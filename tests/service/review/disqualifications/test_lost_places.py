"""Consequences of a team's losing its place (D1, F5, F6, H4)."""

from __future__ import annotations

import pytest
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2

from services.review.cases import store as cases_store
from services.review.cases.events import Outcome
from services.review.cases.model.case import CaseState
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


@pytest.mark.parametrize("outcome", list(Outcome))
def test_f6_only_a_rejection_takes_the_place_of_a_recommended_team(outcome: Outcome) -> None:
    """D1, F6: judged by the case as it is now; the finalists follow."""
    case = cases_store.cases.get("b")
    case.reviewer_id = "reviewer-0"
    case.state = CaseState.ASSIGNED
    a.decide(case, outcome)
    cases_store.cases.save(case)
    event = events_pb2.CaseDecided(team={"team_id": "b"}, outcome=f"OUTCOME_{outcome.upper()}")
    commands.release_place(wire.release_place(event), WORKER, a.NOW)
    lost = outcome is Outcome.REJECTED
    assert (lost_places(), finalists()) == (
        {"a": "", "b": "D1_REJECTED" if lost else ""},
        ["a"] if lost else ["a", "b"],
    )


def test_f6_a_rejection_that_arrives_late_takes_no_place_from_a_team_that_passed_since() -> None:
    """F6: the case decides, not the event."""
    event = events_pb2.CaseDecided(team={"team_id": "b"}, outcome=events_pb2.OUTCOME_REJECTED)
    commands.release_place(wire.release_place(event), WORKER, a.NOW)
    assert (lost_places(), finalists()) == ({"a": "", "b": ""}, ["a", "b"])
