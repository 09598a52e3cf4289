"""B3, B8, F6, F8: what becomes known of a recommended team before the finalists are proposed, over a real database."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest

from chassis.actor import Actor, Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.review.cases import commands as cases
from services.review.cases import requests as cases_requests
from services.review.cases import rules as cases_rules
from services.review.cases import store as cases_store
from services.review.cases.events import Outcome
from services.review.cases.model.case import Case
from services.review.cases.model.findings import Finding, LaterFinding
from services.review.catalogue import DOCUMENTS
from services.review.disqualifications import commands as disqualifications
from services.review.disqualifications import requests as disqualifications_requests
from services.review.national_check import commands as national_check
from services.review.national_check import rules
from services.review.recommendations import store as recommendations_store
from tests.unit.services.review import builders as a

SECRETARIAT, NOBODY = Actor("s", frozenset({Grant(Role.SECRETARIAT)})), Actor("worker")
HOST = Actor("host", frozenset({Grant(Role.HOST, "110000")}))
FOUND = Finding(code="B3_CREDIT_LISTED", severity="warning", evidence="合成名单")


@pytest.fixture(autouse=True)
def recommended(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Teams `a` and `b` passed and are recommended."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "review")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    for name in ("a", "b"):
        case = Case.empty(name, "110000")
        case.take(a.submitted(team=a.team(name)), (), days=5, at=a.NOW)
        a.decide(case)
        cases_store.cases.add(case)
    recommendations_store.recommendations.add(a.recommendation(a.ranked("a"), a.ranked("b", 2)))
    yield
    mongoengine.disconnect()


def learn(sequence: int, *, lifted: bool = False) -> None:
    """What registration tells of team `b`."""
    told = LaterFinding(key="B3/b", sequence=sequence, finding=FOUND, lifted=lifted)
    cases.learn_finding(cases_requests.LearnFinding(team_id="b", division_code="110000", told=told), NOBODY, a.NOW)


def decide(outcome: Outcome) -> None:
    """The host decides on team `b`, and review hears of it."""
    given = cases_requests.DecideCase(
        case_id="b", submission_number=1, outcome=outcome, judgements=a.HOLD, reason="核查结论"
    )
    cases.decide_case(given, HOST, a.NOW)
    lost = disqualifications_requests.DisqualifyTeam(team_id="b", code=cases_rules.D1_REJECTED, reason="核查结论")
    disqualifications.lose_place(lost, NOBODY, a.NOW)


def proposed() -> list[str]:
    """Teams on the list that is proposed now."""
    return [one.team.team_id for one in national_check.propose_finalists(SECRETARIAT, a.NOW).finalists]


def test_b3_who_is_listed_after_the_recommendation_is_promoted_only_once_decided_anew() -> None:
    """B3, D1, F8: refused while its case is open again, also when the finding was lifted; passed again it is promoted."""
    for sequence, lifted in ((1, False), (2, True)):
        learn(sequence, lifted=lifted)
        with pytest.raises(Refusal) as caught:
            proposed()
        assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_NOT_PASSED, "b")
    decide(Outcome.PASSED)
    assert proposed() == ["a", "b"]


def test_b3_f6_who_is_rejected_then_loses_the_place() -> None:
    """F6: a substitute may come from now; the list goes on without it."""
    learn(1)
    decide(Outcome.REJECTED)
    lost = {one.team.team_id: one.lost_code for one in recommendations_store.recommendations.look("110000").entries}
    assert lost == {"a": "", "b": cases_rules.D1_REJECTED}
    assert proposed() == ["a"]
