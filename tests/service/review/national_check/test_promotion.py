"""Findings about a recommended team before the finalists are proposed (B3, B8, D1, F6, F8)."""

from __future__ import annotations

import pytest
from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.kernel.refusal import Refusal
from services.review.cases import commands as cases
from services.review.cases import requests as cases_requests
from services.review.cases import rules as cases_rules
from services.review.cases.events import Outcome
from services.review.disqualifications import commands as disqualifications
from services.review.disqualifications import requests as disqualifications_requests
from services.review.national_check import commands as national_check
from services.review.national_check import rules
from services.review.recommendations import commands as recommendations
from services.review.recommendations import requests as recommendations_requests
from services.review.recommendations import wire as recommendations_wire
from tests.service.review.stored import HOST, SECRETARIAT, WORKER, lost_places, recommend
from tests.unit.services.review import builders as a


@pytest.fixture(autouse=True)
def recommended(database: None) -> None:
    """Recommend teams `a` and `b`, which passed."""
    recommend("a", "b")


def record_finding(sequence: int, *, lifted: bool = False) -> None:
    """Record that an organisation of team `b` is listed, or no longer."""
    request = cases_requests.RecordFinding(
        team_id="b",
        division_code="110000",
        code="B3_CREDIT_LISTED",
        key="b",
        evidence="合成名单",
        sequence=sequence,
        lifted=lifted,
    )
    cases.record_finding(request, WORKER, a.NOW)


def decide(outcome: Outcome) -> None:
    """Decide on team `b` as its host, and handle the event."""
    request = cases_requests.DecideCase(
        case_id="b", submission_number=1, outcome=outcome, judgements=a.ALL_HOLD, reason="核查结论（B3）"
    )
    cases.decide_case(request, HOST, a.NOW)
    follow_case()


def follow_case() -> None:
    """Hear that the case was decided, or its appeal came to an end."""
    disqualifications.follow_case(disqualifications_requests.FollowCase(team_id="b"), WORKER, a.NOW)


def propose() -> list[str]:
    """Propose the finalists and return their team ids."""
    finalist_list = national_check.propose_finalists(SECRETARIAT, a.NOW)
    return [finalist.team.team_id for finalist in finalist_list.finalists]


def test_b3_a_team_listed_after_its_recommendation_is_promoted_only_once_decided_anew() -> None:
    """B3, D1, F8: refused while its case is open again, even if the finding was lifted; passed again it is promoted."""
    for sequence, lifted in ((1, False), (2, True)):
        record_finding(sequence, lifted=lifted)
        with pytest.raises(Refusal) as caught:
            propose()
        assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_NOT_PASSED, "b")
    decide(Outcome.PASSED)
    assert propose() == ["a", "b"]


def test_b3_f6_a_team_that_is_rejected_then_loses_its_place() -> None:
    """D3, F6: not while it may appeal; then a substitute is possible, and the list is proposed without the team."""
    record_finding(1)
    decide(Outcome.REJECTED)
    assert lost_places() == {"a": "", "b": ""}
    assert a.refused(propose) == rules.F8_NOT_PASSED
    cases.lapse_appeals(WORKER, a.NOW + 7 * a.DAY)
    follow_case()
    assert lost_places() == {"a": "", "b": cases_rules.D1_REJECTED}
    assert propose() == ["a"]


def test_b3_a_team_whose_case_is_open_again_is_not_recommended_until_decided_anew() -> None:
    """B3, D1, F1: F1_NOT_PASSED after a listing; passed again it is recommended."""
    frozen = scoring.RankingFrozen(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=1
    )
    for rank, name in enumerate("ab", start=1):
        frozen.projects.add(rank=rank, score="90.00").team.CopyFrom(a.facts(name))
    disqualifications.follow_ranking(recommendations_wire.record_ranking(frozen), WORKER, a.NOW)
    request = recommendations_requests.FileRecommendation(
        division_code="110000", team_ids=("a", "b"), report="合成报告"
    )
    record_finding(1)
    refused = a.refused(lambda: recommendations.file_recommendation(request, HOST, a.NOW))
    assert refused.name == "F1_NOT_PASSED"
    decide(Outcome.PASSED)
    filed = recommendations.file_recommendation(request, HOST, a.NOW)
    assert [entry.team.team_id for entry in filed.entries] == ["a", "b"]
