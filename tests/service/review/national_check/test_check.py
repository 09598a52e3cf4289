"""The check of the recommended projects as a job (F5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dasai.review.v1 import events_pb2

from chassis.kernel.refusal import Refusal
from chassis.refusals import J1_NAME_ALTERED, K4_IDENTITY_NUMBER
from services.review.national_check import commands, queries, requests, rules, store, wire
from services.review.national_check.model.hit import HitState
from services.review.recommendations import store as recommendations_store
from tests.service.review.stored import (
    HOST,
    SECRETARIAT,
    WORKER,
    add_case,
    check_all,
    finalists,
    hits,
    recommend,
    store_recommendation,
    submission_of,
    submit_again,
)
from tests.unit.services.review import builders as a


def progress() -> tuple[int, int, list[str]]:
    """Return how many projects are recommended, how many of them are checked, and which are not."""
    shown = queries.get_national_check(SECRETARIAT)
    return shown.candidates, shown.checked, list(shown.unchecked_team_ids)


def propose() -> Refusal | None:
    """Propose the finalists and return with what it is refused, if it is."""
    try:
        commands.propose_finalists(SECRETARIAT, a.NOW)
    except Refusal as refusal:
        return refusal
    return None


def settle(team_ids: tuple[str, str], kind: str) -> None:
    """Dismiss the hit of these teams on that ground."""
    (hit,) = [hit for hit in store.hits.every() if (hit.team_ids, hit.kind) == (frozenset(team_ids), kind)]
    request = requests.SettleHit(hit_id=hit.id, confirmed=False, disqualified_team_ids=(), reason="不同项目")
    commands.settle_hit(request, SECRETARIAT, a.NOW)


def test_f5_no_finalists_are_proposed_before_the_check_which_runs_by_itself() -> None:
    """F5: F5_NOT_CHECKED names the project, also once it was heard of; accepted when the timer has compared all."""
    for name in ("a", "b"):
        add_case(name, passed=True)
    store_recommendation("a", "b")
    for _ in range(2):
        refusal = propose()
        assert refusal is not None
        assert (refusal.code, refusal.facts["teams"], progress()) == (rules.F5_NOT_CHECKED, "a,b", (2, 0, ["a", "b"]))
        filed = events_pb2.RecommendationFiled(recommendation_id="110000")
        commands.follow_recommendation(wire.follow_recommendation(filed), WORKER, a.NOW)
    commands.check_projects(WORKER, a.NOW)
    assert progress() == (2, 2, [])
    assert propose() is None
    assert finalists() == ["a", "b"]


def test_f5_a_project_that_changed_since_is_checked_again() -> None:
    """F5: a newer submission and further hashes of its people are not checked until they are compared; hits follow."""
    recommend("a", "b")
    submit_again("a", 2, declaration=submission_of("b").declaration)
    refusal = propose()
    assert refusal is not None
    assert (refusal.code, refusal.facts["teams"]) == (rules.F5_NOT_CHECKED, "a")
    check_all()
    assert (progress(), hits()) == ((2, 2, []), {("a", "b", "project_text")})
    refusal = propose()
    assert refusal is not None
    assert refusal.code == rules.F5_HITS_OPEN


def test_f5_two_projects_of_one_organisation_with_the_same_audit_report_are_no_hit() -> None:
    """F5, C5: evidence about the organisation is the same for all its projects; evidence about the project is a hit."""
    audit = a.evidence(kind="audit", sha256="audit-of-both")
    for name in ("a", "b"):
        add_case(name, passed=True, evidence=(audit, *submission_of(name).evidence))
    for name in ("c", "d"):
        add_case(name, passed=True, evidence=(audit, a.evidence(kind="intellectual_property", sha256="patent")))
    store_recommendation("a", "b")
    check_all()
    assert hits() == set()
    submit_again("a", 2, evidence=(audit, a.evidence(kind="application_cases", sha256="file-b")))
    check_all()
    assert hits() == {("a", "b", "file")}


def test_f5_a_declaration_copied_and_lengthened_is_a_hit() -> None:
    """F5: lengthened by 83 %, it resembles the original by 0.55 only."""
    original = a.characters("a", 600)
    longer = (a.Section(id="overview", text=original + a.characters("added", 498)),)
    add_case("a", passed=True, declaration=(a.Section(id="overview", text=original),))
    add_case("b", passed=True, declaration=longer)
    store_recommendation("a", "b")
    check_all()
    assert hits() == {("a", "b", "project_contained")}


def test_f5_a_pair_dismissed_on_one_ground_rises_on_another() -> None:
    """F5: the settled ground stays settled, however often the check runs."""
    recommend("a", "b")
    submit_again("a", 2, evidence=submission_of("b").evidence)
    check_all()
    settle(("a", "b"), "file")
    submit_again("a", 3, evidence=submission_of("b").evidence, persons=a.persons("person-b"))
    check_all()
    commands.run_national_check(SECRETARIAT, a.NOW)
    check_all()
    states = {hit.kind: hit.state for hit in store.hits.every()}
    assert states == {"file": HitState.DISMISSED, "person": HitState.OPEN}


def test_f5_a_hit_of_an_earlier_release_stays_the_hit_of_its_pair_and_ground() -> None:
    """F5: its identifier was derived from the teams alone; what was dismissed then does not rise again."""
    recommend("a", "b")
    old = a.hit(a.Ground.FILE)
    old.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    old.likeness = "1"
    store.hits.add(old)
    submit_again("a", 2, evidence=submission_of("b").evidence)
    check_all()
    assert [(hit.id, hit.state) for hit in store.hits.every()] == [("hit", HitState.DISMISSED)]


def test_f5_the_check_goes_on_tick_by_tick_until_every_pair_is_compared() -> None:
    """F5: each tick compares a bounded number of texts; what was compared stays so, and every pair is found."""
    names = "abcdefgh"
    pairs = len(names) * (len(names) - 1) // 2
    assert pairs > commands.TEXTS_AT_ONCE
    text = (a.Section(id="overview", text=a.characters("same", 600)),)
    for name in names:
        add_case(name, passed=True, declaration=text)
    store_recommendation(*names[:2])
    recommendation = recommendations_store.recommendations.get("110000")
    tracks = {name: f"track-{number // 2}" for number, name in enumerate(names)}
    ranked = tuple(a.ranked(name, track=tracks[name]) for name in names)
    recommendation.file(ranked, "合成报告", quota_per_track=2, until=a.NOW, at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    commands.mark_changed_projects(WORKER, a.NOW)
    commands.check_projects(WORKER, a.NOW)
    candidates, checked, _ = progress()
    assert candidates == len(names)
    assert 0 < checked < len(names)
    assert len(hits()) < pairs
    check_all()
    assert (progress()[1], len(hits())) == (len(names), pairs)


def test_f5_a_project_that_is_not_recommended_any_more_is_not_compared() -> None:
    """F5: nothing waits for it, and it is compared anew if it is recommended again."""
    recommend("a", "b")
    recommendation = recommendations_store.recommendations.get("110000")
    recommendation.lose("a", "D1_REJECTED", at=a.NOW)
    recommendations_store.recommendations.save(recommendation)
    waiting = store.checked_projects.get("a")
    waiting.begin("changed")
    store.checked_projects.save(waiting)
    check_all()
    assert progress() == (1, 1, [])
    assert store.checked_projects.look("a").traits is None


def test_f5_only_the_secretariat_runs_the_check_and_it_keeps_what_is_settled() -> None:
    """F5, K1: run again, each project waits anew; the answer says how far it is."""
    recommend("a", "b")
    answer = commands.run_national_check(SECRETARIAT, a.NOW)
    assert (answer.candidates, answer.hits, answer.progress.checked) == (2, 0, 0)
    with pytest.raises(Refusal) as caught:
        commands.run_national_check(WORKER, a.NOW)
    assert caught.value.code.name == "K1_FORBIDDEN"


def test_f5_a_finalist_is_compared_though_nobody_recommends_it() -> None:
    """F5, F8: whatever brought it on the list, a recommended project that copies it is a hit."""
    recommend("a", "b")
    assert propose() is None
    finalist_list = store.finalist_lists.get("finalists-2024")
    admitted = replace(finalist_list.finalists[0], team=a.team("c"), recommender_id="310000", version=2)
    finalist_list.finalists = (*finalist_list.finalists, admitted)
    store.finalist_lists.save(finalist_list)
    add_case("c", passed=True, declaration=submission_of("a").declaration)
    assert progress() == (3, 2, ["c"])
    check_all()
    assert (progress(), hits()) == ((3, 3, []), {("a", "c", "project_text")})


def test_f5_a_hit_is_shown_with_the_passages_and_files_that_both_projects_have() -> None:
    """F5, K1: to the secretariat; a host is refused."""
    recommend("a", "b")
    submit_again("a", 2, declaration=submission_of("b").declaration, evidence=submission_of("b").evidence)
    check_all()
    hit = next(hit for hit in store.hits.every() if hit.kind == "project_text")
    shown = queries.get_hit(hit.id, SECRETARIAT)
    text = submission_of("b").declaration[0].text
    assert [(each.first_section, each.first_text, each.second_text) for each in shown.passages] == [
        ("overview", text, text)
    ]
    assert ([file.sha256 for file in shown.files], shown.passage_count) == (["file-b"], 1)
    assert a.refused(lambda: queries.get_hit(hit.id, HOST)).name == "K1_FORBIDDEN"


def test_k4_j1_the_reason_of_a_settled_hit_is_checked_as_all_that_is_published() -> None:
    """K4, J1, H5: with an identity number or an altered name it is refused and nothing is settled; without it is accepted."""
    recommend("a", "b")
    submit_again("a", 2, declaration=submission_of("b").declaration)
    check_all()
    hit = next(store.hits.every())
    for reason, code in (
        ("代表110199190001010001在两队报名", K4_IDENTITY_NUMBER),
        ("不符合2024数据要素x大赛规则", J1_NAME_ALTERED),
    ):
        request = requests.SettleHit(hit_id=hit.id, confirmed=True, disqualified_team_ids=("a",), reason=reason)
        with pytest.raises(Refusal) as refused:
            commands.settle_hit(request, SECRETARIAT, a.NOW)
        assert (refused.value.code, store.hits.look(hit.id).state) == (code, hit.state)
    request = requests.SettleHit(hit_id=hit.id, confirmed=True, disqualified_team_ids=("a",), reason="属同一项目")
    commands.settle_hit(request, SECRETARIAT, a.NOW)
    assert store.hits.look(hit.id).reason == "属同一项目"
