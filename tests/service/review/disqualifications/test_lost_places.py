"""What follows when a team loses its place (B3, D1, D3, E6, F5 to F8, G1, H4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.actor import Actor
from chassis.arrivals import arrival_lag
from chassis.bus.envelope import open_envelope, routing_key_of
from chassis.context import Context, handling
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from services.review.cases import commands as cases
from services.review.cases import store as cases_store
from services.review.cases.events import Finding, Outcome
from services.review.cases.model.case import CaseState
from services.review.cases.model.findings import LaterFinding
from services.review.cases.requests import OpenCase
from services.review.disqualifications import commands, wire
from services.review.national_check import commands as national_check
from services.review.national_check import store as national_check_store
from services.review.national_check import wire as national_check_wire
from services.review.recommendations import commands as recommendations
from services.review.recommendations import requests as recommendations_requests
from services.review.recommendations import store as recommendations_store
from services.review.recommendations import wire as recommendations_wire
from tests.service.review.stored import (
    HOST,
    SECRETARIAT,
    WORKER,
    add_case,
    check_all,
    finalists,
    lost_places,
    recommend,
    submission_of,
)
from tests.unit.services.review import builders as a


@pytest.fixture(autouse=True)
def proposed(database: None) -> None:
    """Recommend teams `a` and `b`, which passed, and propose them as finalists."""
    recommend("a", "b")
    national_check.propose_finalists(SECRETARIAT, a.NOW)


@pytest.fixture(params=["on notice", "confirmed"])
def notice(request: pytest.FixtureRequest) -> str:
    """Leave the finalists on notice, or close it."""
    if request.param == "confirmed":
        close_notice(1)
    return str(request.param)


def close_notice(version: int, *upheld: str) -> None:
    """Handle the end of the notice of a version."""
    event = publicity.NoticeClosed(
        kind=publicity.NOTICE_KIND_FINALISTS, subject_id="finalists-2024", upheld_team_ids=upheld, version=version
    )
    deliver(national_check.confirm_finalists, national_check_wire.confirm_finalists(event))


def deliver(handle: Callable[[Any, Actor, Instant], None], request: object) -> None:
    """Handle an event as the worker does, under its id."""
    with handling(Context(actor=WORKER, event_id=new_id())):
        handle(request, WORKER, a.NOW)


def struck() -> dict[str, str]:
    """Return by which code each finalist was struck, or nothing if it stands."""
    listed = national_check_store.finalist_lists.look("finalists-2024").finalists
    return {finalist.team.team_id: finalist.struck_code for finalist in listed}


def decide(name: str, outcome: Outcome) -> None:
    """Open the case of a team again, decide it, and handle the event."""
    reopen(name)
    case = cases_store.cases.get(name)
    a.decide(case, outcome)
    cases_store.cases.save(case)
    follow(name)


def reopen(name: str) -> None:
    """Return the case of a team to its reviewer."""
    case = cases_store.cases.get(name)
    case.state, case.reviewer_id = CaseState.ASSIGNED, "reviewer-0"
    cases_store.cases.save(case)


def follow(name: str) -> None:
    """Handle that the case of a team was decided or opened again."""
    commands.follow_case(wire.follow_case(events_pb2.CaseDecided(team={"team_id": name})), WORKER, a.NOW)


def reported(*, upheld: bool) -> publicity.ReportAdjudicated:
    """Return the event of a report against team `b`."""
    return publicity.ReportAdjudicated(team_id="b", upheld=upheld, code="C5_FOREIGN_MATERIAL", reason="侵权")


def reported_team(team_id: str) -> Any:
    """Return the request for an upheld report against a team."""
    event = publicity.ReportAdjudicated(team_id=team_id, upheld=True, code="C5_FOREIGN_MATERIAL", reason="侵权")
    return wire.disqualify_team(event)


def test_h4_a_dismissed_report_takes_nothing_away() -> None:
    """H4: case, recommendation and finalist list stay as they are."""
    deliver(commands.disqualify_team, wire.disqualify_team(reported(upheld=False)))
    assert (cases_store.cases.look("b").state, lost_places(), finalists()) == (
        CaseState.DECIDED,
        {"a": "", "b": ""},
        ["a", "b"],
    )


@pytest.mark.usefixtures("notice")
def test_h4_an_upheld_report_takes_the_place_away_everywhere() -> None:
    """F6, H4: in case, recommendation and finalist list, also after the notice; a second delivery changes nothing."""
    for _ in range(2):
        deliver(commands.disqualify_team, wire.disqualify_team(reported(upheld=True)))
        assert (cases_store.cases.look("b").state, lost_places(), struck()) == (
            CaseState.DISQUALIFIED,
            {"a": "", "b": "C5_FOREIGN_MATERIAL"},
            {"a": "", "b": "C5_FOREIGN_MATERIAL"},
        )


@pytest.mark.usefixtures("notice")
def test_f5_a_duplicates_disqualification_takes_the_place_away_everywhere() -> None:
    """F5, F6: the hit has published it, and all else follows; an open hit of the team lapses, that of others stays."""
    national_check_store.hits.add(a.hit())
    event = events_pb2.TeamDisqualified(team_id="a", code="F5_DUPLICATE_PROJECT", reason="同一项目")
    deliver(commands.apply_disqualification, wire.apply_disqualification(event))
    assert (cases_store.cases.look("a").state, lost_places(), struck()) == (
        CaseState.DISQUALIFIED,
        {"a": "F5_DUPLICATE_PROJECT", "b": ""},
        {"a": "F5_DUPLICATE_PROJECT", "b": ""},
    )
    assert [hit.state for hit in national_check_store.hits.every()] == ["lapsed"]


def decide_again(outcome: Outcome) -> None:
    """Reopen the case of team `b` and decide it anew, as the events say then."""
    case = cases_store.cases.get("b")
    case.record_finding(LISTED, days=5, at=a.NOW)
    a.decide(case, outcome)
    cases_store.cases.save(case)
    hear(events_pb2.CaseDecided(team={"team_id": "b"}, outcome=f"OUTCOME_{outcome.upper()}"))


def hear(event: events_pb2.CaseDecided | events_pb2.AppealSettled | events_pb2.AppealLapsed) -> None:
    """Handle the event."""
    deliver(commands.follow_case, wire.follow_case(event))


KEPT = ({"a": "", "b": ""}, ["a", "b"])
LOST = ({"a": "", "b": "D1_REJECTED"}, ["a"])
LISTED = LaterFinding(key="k", sequence=1, finding=Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91"))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_f6_no_decision_takes_a_place_while_the_team_may_appeal(outcome: Outcome) -> None:
    """D1, D3, F6: a rejection does once the time to appeal is over; the finalists follow. No other does."""
    decide_again(outcome)
    assert (lost_places(), finalists()) == KEPT
    until = a.DEADLINES.appeal_until
    cases.lapse_appeals(WORKER, until + arrival_lag())
    hear(events_pb2.AppealLapsed(team={"team_id": "b"}))
    assert (lost_places(), finalists()) == KEPT, "an appeal in time may be on its way"
    cases.lapse_appeals(WORKER, until + arrival_lag() + a.MS)
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


@pytest.mark.usefixtures("notice")
@pytest.mark.parametrize("outcome", ["upheld", "dismissed", "lapsed"])
def test_b7_h5_who_held_names_without_authority_loses_the_place_and_that_is_published(outcome: str) -> None:
    """B7, H5: if the claim to the names is upheld; whoever made a claim that is dismissed is out by its withdrawal."""
    event = registration.NameClaimDecided(holder_id="b", claimant_id="a", outcome=outcome, reason="无单位授权")
    deliver(commands.disqualify_team, wire.disqualify_holder(event))
    upheld = outcome == "upheld"
    assert lost_places() == {"a": "", "b": "B7_CLAIM_UPHELD" if upheld else ""}
    assert finalists() == (["a"] if upheld else ["a", "b"])
    assert ("team_disqualified" in raised_by("b")) is upheld


def test_h4_a_report_upheld_before_review_heard_of_the_submission_is_applied_with_it() -> None:
    """H4: the case is remembered; it is never reviewed, and its disqualification is published once the team is known."""
    event = publicity.ReportAdjudicated(team_id="early", upheld=True, code="C5_FOREIGN_MATERIAL", reason="侵权")
    deliver(commands.disqualify_team, wire.disqualify_team(event))
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
    event = events_pb2.CaseDecided(team={"team_id": "b"}, outcome=events_pb2.OUTCOME_REJECTED)
    deliver(commands.follow_case, wire.follow_case(event))
    assert (lost_places(), finalists()) == ({"a": "", "b": ""}, ["a", "b"])


@pytest.mark.usefixtures("notice")
def test_b3_a_finalist_whose_case_is_open_again_is_marked_until_it_is_decided() -> None:
    """B3, D1: it keeps its place, and publicity is told that it gets no award meanwhile."""
    reopen("b")
    follow("b")
    follow("b")
    listed = national_check_store.finalist_lists.look("finalists-2024").finalists
    assert [(finalist.team.team_id, finalist.under_review) for finalist in listed] == [("a", False), ("b", True)]
    decide("b", Outcome.PASSED)
    listed = national_check_store.finalist_lists.look("finalists-2024").finalists
    assert [finalist.under_review for finalist in listed] == [False, False]
    assert (lost_places(), struck()) == ({"a": "", "b": ""}, {"a": "", "b": ""})


def test_f8_an_objection_upheld_takes_the_place_from_the_recommendation_too() -> None:
    """F6, F8: so that its recommender may fill it."""
    close_notice(1, "b")
    assert struck() == {"a": "", "b": "F8_OBJECTION_UPHELD"}
    event = events_pb2.FinalistStruck(finalist={"team": {"team_id": "b"}}, code="F8_OBJECTION_UPHELD")
    deliver(commands.follow_strike, wire.follow_strike(event))
    assert lost_places() == {"a": "", "b": "F8_OBJECTION_UPHELD"}


def test_f6_what_fell_while_the_list_was_proposed_is_struck() -> None:
    """F6, F8: both teams in one event; who stands stays, and who is under review is marked."""
    recommendation = recommendations_store.recommendations.get("110000")
    recommendation.lose("a", "D1_REJECTED", at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    reopen("b")
    event = events_pb2.FinalistsProposed(finalists=[{"team": {"team_id": name}} for name in ("a", "b")])
    deliver(commands.follow_proposal, wire.follow_proposal(event))
    listed = national_check_store.finalist_lists.look("finalists-2024").finalists
    assert [(finalist.struck_code, finalist.under_review) for finalist in listed] == [
        ("D1_REJECTED", False),
        ("", True),
    ]


def test_c12_recommended_teams_that_a_new_ranking_lacks_follow_their_cases() -> None:
    """C12, E6: those who withdrew while the ranking was reopened lose their places, in one event; who passed does not."""
    for name in ("a", "b"):
        case = cases_store.cases.get(name)
        case.withdraw()
        cases_store.cases.save(case)
    frozen = scoring.RankingFrozen(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=2
    )
    frozen.projects.add(rank=1, score="90.00").team.CopyFrom(a.facts("c"))
    deliver(commands.follow_ranking, recommendations_wire.record_ranking(frozen))
    assert (lost_places(), struck()) == (
        {"a": "C12_WITHDRAWN", "b": "C12_WITHDRAWN"},
        {"a": "C12_WITHDRAWN", "b": "C12_WITHDRAWN"},
    )


def test_e6_nothing_is_recommended_or_proposed_from_a_reopened_ranking() -> None:
    """E6, F1, F8: F1_NOT_RANKED and F8_RANKING_REOPENED until it is frozen again."""
    add_case("c", passed=True)
    frozen = scoring.RankingFrozen(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=1
    )
    for rank, name in enumerate("abc", start=1):
        frozen.projects.add(rank=rank, score="90.00").team.CopyFrom(a.facts(name))
    reopened = scoring.RankingReopened(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=1
    )
    file = recommendations_requests.FileRecommendation(division_code="110000", team_ids=("a", "c"), report="合成报告")

    deliver(commands.follow_ranking, recommendations_wire.record_ranking(frozen))
    deliver(recommendations.record_reopening, recommendations_wire.record_reopening(reopened))
    refused = a.refused(lambda: recommendations.file_recommendation(file, HOST, a.NOW))
    assert refused.name == "F1_NOT_RANKED"
    frozen.number = 2
    deliver(commands.follow_ranking, recommendations_wire.record_ranking(frozen))
    recommendations.file_recommendation(file, HOST, a.NOW)
    check_all()
    reopened.number = 2
    deliver(recommendations.record_reopening, recommendations_wire.record_reopening(reopened))
    refused = a.refused(lambda: national_check.propose_finalists(SECRETARIAT, a.NOW))
    assert refused.name == "F8_RANKING_REOPENED"
    frozen.number = 3
    deliver(commands.follow_ranking, recommendations_wire.record_ranking(frozen))
    national_check.propose_finalists(SECRETARIAT, a.NOW)
    assert finalists() == ["a", "b", "c"]


def test_g1_a_finalist_that_the_drawn_order_lacks_is_struck_and_nobody_enters_any_more() -> None:
    """F6, F8, G1: F8_ORDER_DRAWN for a substitute; a division's draw changes nothing."""
    close_notice(1)
    division = scoring.SeedDrawn(round_id="division-110000-industry", number=1)
    deliver(commands.follow_final_order, wire.follow_final_order(division))
    assert struck() == {"a": "", "b": ""}
    final = scoring.SeedDrawn(round_id="final-industry", number=1, team_ids=["a"])
    for _ in range(2):
        deliver(commands.follow_final_order, wire.follow_final_order(final))
        assert struck() == {"a": "", "b": "F8_ORDER_DRAWN"}
    recommendation = recommendations_store.recommendations.get("110000")
    recommendation.lose("b", "F8_ORDER_DRAWN", at=a.NOW)
    recommendation.notify("b", "请递补。", days=7, by="secretary", at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    frozen = scoring.RankingFrozen(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=1
    )
    for rank, name in enumerate("ac", start=1):
        frozen.projects.add(rank=rank, score="90.00").team.CopyFrom(a.facts(name))
    deliver(commands.follow_ranking, recommendations_wire.record_ranking(frozen))
    add_case("c", passed=True)
    substitute = recommendations_requests.SubstituteProject(
        division_code="110000", lost_team_id="b", substitute_team_id="c"
    )
    refused = a.refused(lambda: recommendations.substitute_project(substitute, HOST, a.NOW))
    assert refused.name == "F8_ORDER_DRAWN"


def test_f1_a_finalist_that_is_recommended_no_longer_is_struck() -> None:
    """F1: until the deadline a division may file another list; the list follows, and what is new enters the next version."""
    add_case("c", passed=True)
    recommendation = recommendations_store.recommendations.get("110000")
    ranked = (a.ranked("b"), a.ranked("c"))
    recommendation.file(ranked, "合成报告", quota_per_track=2, until=a.NOW, at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    filed = events_pb2.RecommendationFiled(recommendation_id="110000")
    for _ in range(2):
        deliver(national_check.follow_recommendation, national_check_wire.follow_recommendation(filed))
    assert struck() == {"a": "F1_NOT_RECOMMENDED", "b": ""}
    check_all()
    national_check.propose_finalists(SECRETARIAT, a.NOW)
    assert finalists() == ["b", "c"]


def settled_objection(team_id: str, *, left_off: bool, upheld: bool = True) -> Any:
    """Return the request for the settlement of an objection to the finalists' notice."""
    event = publicity.ObjectionSettled(
        objection_id="o",
        kind=publicity.NOTICE_KIND_FINALISTS,
        subject_id="finalists-2024",
        team_id=team_id,
        left_off=left_off,
        upheld=upheld,
        code="" if left_off else "B10_FALSE_DECLARATION",
        reason="经核实成立",
    )
    return wire.follow_objection(event)


def versions() -> dict[str, int]:
    """Return with which version of the list each finalist entered it."""
    listed = national_check_store.finalist_lists.look("finalists-2024").finalists
    return {finalist.team.team_id: finalist.version for finalist in listed}


def test_f8_a_team_left_off_enters_a_new_version_of_the_list_once_its_objection_is_upheld(notice: str) -> None:
    """F5, F8: set aside it changes nothing; upheld, the team, and nobody else, gets a version once it is checked."""
    add_case("left", passed=True)
    add_case("new", passed=True)
    deliver(commands.follow_objection, settled_objection("left", left_off=True, upheld=False))
    assert "left" not in recommendations_store.current_teams()
    for _ in range(2):
        deliver(commands.follow_objection, settled_objection("left", left_off=True))
    national_check.propose_admitted(WORKER, a.NOW)
    assert versions() == {"a": 1, "b": 1}  # not before it is compared with the others
    check_all()
    for _ in range(2):
        national_check.propose_admitted(WORKER, a.NOW)
        assert versions() == {"a": 1, "b": 1, "left": 2}
    document = national_check_store.FinalistListDocument.collection().find_one({"_id": "finalists-2024"})
    assert document is not None
    raised = [open_envelope(bytes(body))[1] for body in document["outbox"]]
    proposals = [event for event in raised if isinstance(event, events_pb2.FinalistsProposed)]
    assert [(event.version, event.admitted, len(event.finalists)) for event in proposals] == [
        (1, False, 2),
        (2, True, 1),
    ]
    assert struck() == {"a": "", "b": "", "left": ""}


def test_d1_f8_a_team_that_an_objection_admits_enters_when_it_passes(notice: str) -> None:
    """D1, F8: upheld while its case is open, or before review knows it; it enters once it passes, and only once."""
    deliver(commands.follow_objection, settled_objection("left", left_off=True))
    assert "left" not in recommendations_store.current_teams()
    submission = submission_of("left")
    deliver(cases.open_case, OpenCase(submission=submission))
    decide("left", Outcome.REJECTED)
    check_all()
    national_check.propose_admitted(WORKER, a.NOW)
    assert versions() == {"a": 1, "b": 1}
    decide("left", Outcome.PASSED)
    check_all()
    national_check.propose_admitted(WORKER, a.NOW)
    assert versions() == {"a": 1, "b": 1, "left": 2}
    deliver(commands.disqualify_team, reported_team("left"))
    assert struck()["left"] == "C5_FOREIGN_MATERIAL"
    follow("left")
    assert "left" not in recommendations_store.current_teams()


def test_f5_f8_g1_a_hit_or_the_drawn_order_keeps_an_admitted_team_out(notice: str) -> None:
    """F5, F8, G1: it waits while a hit with it is open, and never enters a track whose order is drawn."""
    file = a.evidence(kind="application_cases", sha256="file-a")
    add_case("left", passed=True, evidence=(file,))
    deliver(commands.follow_objection, settled_objection("left", left_off=True))
    check_all()
    national_check.propose_admitted(WORKER, a.NOW)
    assert versions() == {"a": 1, "b": 1}
    (open_hit,) = national_check_store.open_hits()
    hit = national_check_store.hits.get(open_hit.id)
    hit.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    national_check_store.hits.save(hit)
    national_check.propose_admitted(WORKER, a.NOW)
    assert versions() == {"a": 1, "b": 1, "left": 2}
    add_case("late", passed=True)
    final = scoring.SeedDrawn(round_id="final-industry", number=1, team_ids=["a", "b"])
    deliver(commands.follow_final_order, wire.follow_final_order(final))
    deliver(commands.follow_objection, settled_objection("late", left_off=True))
    check_all()
    national_check.propose_admitted(WORKER, a.NOW)
    assert "late" not in versions()


def test_f8_h4_an_upheld_objection_against_a_finalist_takes_its_place(notice: str) -> None:
    """F8, H4: as an upheld report does, with the broken rule's code; one that names no team changes nothing."""
    deliver(commands.follow_objection, settled_objection("", left_off=False))
    assert struck() == {"a": "", "b": ""}
    deliver(commands.follow_objection, settled_objection("a", left_off=False))
    assert struck() == {"a": "B10_FALSE_DECLARATION", "b": ""}
    assert cases_store.cases.look("a").state is CaseState.DISQUALIFIED
