"""Recommendations to the final (F1, F4, F6)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.review.recommendations import rules
from services.review.recommendations.events import RecommendationFiled, RecommendedProject
from services.review.recommendations.model import RankingCopy, Recommendation, recommendable
from services.review.shared.facts import Channel
from tests.unit.services.review import builders as a

WEEK = 7 * a.DAY


def standing(of: Recommendation) -> list[str]:
    """Ids of the teams that stand."""
    return [one.team.team_id for one in of.standing]


def test_f1_a_filed_recommendation_is_told() -> None:
    """F1: with rank and score as they were ranked."""
    made = a.recommendation(a.ranked("b", 2))
    assert [one.event for one in made.raised] == [
        RecommendationFiled(
            recommendation_id="110000",
            channel=Channel.DIVISION,
            recommender_id="110000",
            projects=(RecommendedProject(team=a.team("b"), rank=2, score="90.00"),),
        )
    ]


def test_f1_at_most_so_many_a_track() -> None:
    """F1: F1_QUOTA_EXCEEDED for a third of one track; two of one and one of another are accepted."""
    two = (a.ranked("a"), a.ranked("b"))
    assert standing(a.recommendation(*two, a.ranked("c", track="finance"))) == ["a", "b", "c"]
    assert a.refused(lambda: a.recommendation(*two, a.ranked("c"))) == rules.F1_QUOTA_EXCEEDED


def test_f4_a_project_is_recommended_once() -> None:
    """F4: F4_RECOMMENDED_TWICE for the same team in one list; different ones are accepted."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), a.ranked("a"))) == rules.F4_RECOMMENDED_TWICE
    assert standing(a.recommendation(a.ranked("a"), a.ranked("b"))) == ["a", "b"]


def test_f1_by_the_date_to_the_millisecond() -> None:
    """F1: F1_DEADLINE_PASSED a millisecond late; filed again in time the new list replaces the old."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), at=a.NOW + a.MS)) == rules.F1_DEADLINE_PASSED
    made = a.recommendation(a.ranked("a"), at=a.NOW - a.MS)
    made.file((a.ranked("b"),), "合成报告二", quota_per_track=2, until=a.NOW, at=a.NOW)
    assert (standing(made), made.report, made.filed_at) == (["b"], "合成报告二", a.NOW)


def test_f1_with_the_divisions_report() -> None:
    """F1: F1_REPORT_MISSING where it is blank."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), report=" ")) == rules.F1_REPORT_MISSING
    assert a.recommendation(a.ranked("a"), report="报告").report == "报告"


def test_f6_who_falls_out_is_marked_once_and_strangers_not_at_all() -> None:
    """F6: the week counts from the first time it was heard of."""
    made = a.recommendation(a.ranked("a"), a.ranked("b"))
    assert made.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    assert not made.lose("a", "H4_OTHER", at=a.NOW + a.DAY)
    assert not made.lose("stranger", "H4_OTHER", at=a.NOW)
    assert [(one.team.team_id, one.lost_at, one.lost_code) for one in made.entries] == [
        ("a", a.NOW, "F5_DUPLICATE_PROJECT"),
        ("b", None, ""),
    ]


def test_f6_a_substitute_comes_within_the_week() -> None:
    """F6: F6_TOO_LATE a millisecond after it, accepted at its last; then the list is told again."""
    made = a.recommendation(a.ranked("a"), a.ranked("b"))
    made.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    made.take_events()
    late = a.NOW + WEEK + a.MS
    assert a.refused(lambda: made.substitute("a", a.ranked("c"), days=7, at=late)) == rules.F6_TOO_LATE
    made.substitute("a", a.ranked("c"), days=7, at=a.NOW + WEEK)
    assert (standing(made), made.entries[0].substituted_by) == (["b", "c"], "c")
    (told,) = [one.event for one in made.raised]
    assert [one.team.team_id for one in told.projects] == ["b", "c"]


def test_f6_what_is_no_substitute() -> None:
    """F6: F6_NOT_A_SUBSTITUTE for a place that stands, is unknown or filled, another track, or who was recommended."""
    made = a.recommendation(a.ranked("a"), a.ranked("b"))

    def take(lost: str, name: str, **changes: str) -> None:
        made.substitute(lost, a.ranked(name, **changes), days=7, at=a.NOW)

    assert a.refused(lambda: take("a", "c")) == rules.F6_NOT_A_SUBSTITUTE
    made.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    for lost, name, changes in (("x", "c", {}), ("a", "b", {}), ("a", "a", {}), ("a", "c", {"track": "finance"})):
        assert a.refused(lambda: take(lost, name, **changes)) == rules.F6_NOT_A_SUBSTITUTE  # noqa: B023
    take("a", "c")
    assert a.refused(lambda: take("a", "d")) == rules.F6_NOT_A_SUBSTITUTE


def test_f6_a_substitute_that_falls_out_may_be_substituted() -> None:
    """F6: with a week of its own."""
    made = a.recommendation(a.ranked("a"))
    for lost, name in (("a", "b"), ("b", "c")):
        made.lose(lost, "F5_DUPLICATE_PROJECT", at=a.NOW)
        made.substitute(lost, a.ranked(name), days=7, at=a.NOW)
    assert standing(made) == ["c"]


@given(st.permutations((1, 2, 3, 3)))
def test_f1_rankings_in_any_order_and_twice_leave_the_newest(numbers: list[int]) -> None:
    """F1, E6: an older ranking never overwrites a newer one."""
    copy = RankingCopy(id="division-110000-industry", division_code="110000", track="industry")
    for number in numbers:
        copy.learn(number, (a.ranked(f"t{number}"),))
    assert (copy.number, copy.projects) == (3, (a.ranked("t3"),))


def test_f1_only_what_is_ranked_and_not_struck_is_recommended() -> None:
    """F1: F1_NOT_RANKED for a stranger and for a struck line; a ranked project is accepted as it was ranked."""
    ranked = {"a": a.ranked("a"), "b": replace(a.ranked("b", 0), struck=True)}
    for team_id in ("stranger", "b"):
        refused = a.refused(lambda team_id=team_id: recommendable(team_id, ranked, passed=True))
        assert refused == rules.F1_NOT_RANKED
    assert recommendable("a", ranked, passed=True) == a.ranked("a")


def test_f1_only_what_passed_review_is_recommended() -> None:
    """F1: F1_NOT_PASSED where its case is not passed on the newest submission."""
    ranked, made = {"t": a.ranked("t")}, a.case()
    assert a.refused(lambda: recommendable("t", ranked, passed=made.passed)) == rules.F1_NOT_PASSED
    a.decide(made)
    assert recommendable("t", ranked, passed=made.passed) == a.ranked("t")
