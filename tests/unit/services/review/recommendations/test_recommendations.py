"""Recommendations to the final (E6, F1, F4, F6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.schemes import Channel
from services.review.recommendations import rules
from services.review.recommendations.events import RecommendationFiled, RecommendedProject
from services.review.recommendations.model import RankingCopy, Recommendation, require_recommendable
from tests.unit.services.review import builders as a

WEEK = 7 * a.DAY


def current_teams(recommendation: Recommendation) -> list[str]:
    """Return the ids of the teams that have not lost their place."""
    return [entry.team.team_id for entry in recommendation.current_entries]


def test_f1_a_filed_recommendation_is_published() -> None:
    """F1: with rank and score from the ranking."""
    recommendation = a.recommendation(a.ranked("b", 2))
    assert [raised.event for raised in recommendation.raised] == [
        RecommendationFiled(
            recommendation_id="110000",
            channel=Channel.DIVISION,
            recommender_id="110000",
            projects=(RecommendedProject(team=a.team("b"), rank=2, score="90.00"),),
        )
    ]


def test_f1_a_track_has_a_quota() -> None:
    """F1: F1_QUOTA_EXCEEDED for a third project of one track; two of one and one of another are accepted."""
    two = (a.ranked("a"), a.ranked("b"))
    assert current_teams(a.recommendation(*two, a.ranked("c", track="finance"))) == ["a", "b", "c"]
    assert a.refused(lambda: a.recommendation(*two, a.ranked("c"))) == rules.F1_QUOTA_EXCEEDED


def test_f4_a_project_is_recommended_once() -> None:
    """F4: F4_RECOMMENDED_TWICE for the same team in one list; two teams are accepted."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), a.ranked("a"))) == rules.F4_RECOMMENDED_TWICE
    assert current_teams(a.recommendation(a.ranked("a"), a.ranked("b"))) == ["a", "b"]


def test_f1_the_deadline_holds_to_the_millisecond() -> None:
    """F1: F1_DEADLINE_PASSED a millisecond late; a list that is filed again in time replaces the first."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), at=a.NOW + a.MS)) == rules.F1_DEADLINE_PASSED
    recommendation = a.recommendation(a.ranked("a"), at=a.NOW - a.MS)
    recommendation.file((a.ranked("b"),), "合成报告二", quota_per_track=2, until=a.NOW, at=a.NOW)
    assert (current_teams(recommendation), recommendation.report, recommendation.filed_at) == (
        ["b"],
        "合成报告二",
        a.NOW,
    )


def test_f1_the_divisions_report_is_required() -> None:
    """F1: F1_REPORT_MISSING if it is blank."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), report=" ")) == rules.F1_REPORT_MISSING
    assert a.recommendation(a.ranked("a"), report="报告").report == "报告"


def test_f6_a_place_is_lost_once_and_only_by_a_recommended_team() -> None:
    """F6: the week counts from the first loss."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    assert recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    assert not recommendation.lose("a", "H4_OTHER", at=a.NOW + a.DAY)
    assert not recommendation.lose("stranger", "H4_OTHER", at=a.NOW)
    assert [(entry.team.team_id, entry.lost_at, entry.lost_code) for entry in recommendation.entries] == [
        ("a", a.NOW, "F5_DUPLICATE_PROJECT"),
        ("b", None, ""),
    ]


def test_f6_a_lost_place_is_filled_within_the_week() -> None:
    """F6: F6_TOO_LATE a millisecond after it, accepted at its end; then the list is published again."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    recommendation.take_events()
    late = a.NOW + WEEK + a.MS
    assert a.refused(lambda: recommendation.substitute("a", a.ranked("c"), days=7, at=late)) == rules.F6_TOO_LATE
    recommendation.substitute("a", a.ranked("c"), days=7, at=a.NOW + WEEK)
    assert (current_teams(recommendation), recommendation.entries[0].substituted_by) == (["b", "c"], "c")
    (filed,) = [raised.event for raised in recommendation.raised]
    assert [project.team.team_id for project in filed.projects] == ["b", "c"]


@pytest.mark.parametrize(
    ("lost", "name", "track"),
    [
        pytest.param("b", "c", "industry", id="the place is not lost"),
        pytest.param("x", "c", "industry", id="the place is unknown"),
        pytest.param("a", "b", "industry", id="the substitute is recommended"),
        pytest.param("a", "a", "industry", id="the substitute lost the place"),
        pytest.param("a", "c", "finance", id="the substitute is of another track"),
    ],
)
def test_f6_only_a_new_project_of_the_track_fills_a_lost_place(lost: str, name: str, track: str) -> None:
    """F6: F6_NOT_A_SUBSTITUTE for any other; a new project of the track is accepted, once."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    refused = a.refused(lambda: recommendation.substitute(lost, a.ranked(name, track=track), days=7, at=a.NOW))
    assert refused == rules.F6_NOT_A_SUBSTITUTE
    recommendation.substitute("a", a.ranked("c"), days=7, at=a.NOW)
    again = a.refused(lambda: recommendation.substitute("a", a.ranked("d"), days=7, at=a.NOW))
    assert (again, current_teams(recommendation)) == (rules.F6_NOT_A_SUBSTITUTE, ["b", "c"])


def test_f6_a_substitute_that_loses_its_place_is_substituted_in_turn() -> None:
    """F6: with a week of its own."""
    recommendation = a.recommendation(a.ranked("a"))
    for lost, name in (("a", "b"), ("b", "c")):
        recommendation.lose(lost, "F5_DUPLICATE_PROJECT", at=a.NOW)
        recommendation.substitute(lost, a.ranked(name), days=7, at=a.NOW)
    assert current_teams(recommendation) == ["c"]


@given(st.permutations((1, 2, 3, 3)))
def test_f1_rankings_in_any_order_and_twice_leave_the_newest(numbers: list[int]) -> None:
    """F1, E6: an older ranking never overwrites a newer."""
    ranking = RankingCopy(id="division-110000-industry", division_code="110000", track="industry")
    for number in numbers:
        ranking.update(number, (a.ranked(f"t{number}"),))
    assert (ranking.number, ranking.projects) == (3, (a.ranked("t3"),))


def test_f1_only_a_ranked_project_that_is_not_struck_is_recommended() -> None:
    """F1: F1_NOT_RANKED for a stranger and for a struck project; a ranked project is accepted as it was ranked."""
    ranked = {"a": a.ranked("a"), "b": replace(a.ranked("b", 0), struck=True)}
    for team_id in ("stranger", "b"):
        refused = a.refused(lambda team_id=team_id: require_recommendable(team_id, ranked, passed=True))
        assert refused == rules.F1_NOT_RANKED
    assert require_recommendable("a", ranked, passed=True) == a.ranked("a")


def test_f1_only_a_project_that_passed_review_is_recommended() -> None:
    """F1: F1_NOT_PASSED until its case has passed on the newest submission."""
    ranked, case = {"t": a.ranked("t")}, a.case()
    assert a.refused(lambda: require_recommendable("t", ranked, passed=case.passed)) == rules.F1_NOT_PASSED
    a.decide(case)
    assert require_recommendable("t", ranked, passed=case.passed) == a.ranked("t")
