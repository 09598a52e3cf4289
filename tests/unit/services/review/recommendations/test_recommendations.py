"""Recommendations to the final (E6, F1, F4, F6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.schemes import Channel
from chassis.kernel.clock import BEIJING, Instant, instant
from chassis.kernel.refusal import Refusal, Term
from services.review.recommendations import rules, wire
from services.review.recommendations.events import (
    PlaceLost,
    RecommendationFiled,
    RecommendedProject,
    RecommenderNotified,
)
from services.review.recommendations.model import LossNotice, RankingCopy, Recommendation, require_recommendable
from tests.unit.services.review import builders as a


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


def test_f8_k1_recommenders_see_who_is_listed_once_the_notice_has_opened() -> None:
    """F8, K1: not while the list is proposed; a project that is not on the notice is never shown as listed."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    recommendation.record_listed(("a", "b"))

    def shown() -> list[bool]:
        return [entry.listed for entry in wire.recommendation_view(recommendation, a.NOW).entries]

    assert shown() == [False, False]
    assert recommendation.record_published(("a", "stranger"))
    assert not recommendation.record_published(("a",))
    assert shown() == [True, False]


def test_f1_what_is_on_the_finalist_list_is_not_left_out_by_filing_again() -> None:
    """F1, F8: F1_LISTED names the project; a list that keeps it is accepted, and one without a project that fell."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    assert recommendation.record_listed(("a", "b", "stranger"))
    assert not recommendation.record_listed(("b",))

    def file(*names: str) -> None:
        projects = tuple(a.ranked(name) for name in names)
        recommendation.file(projects, "合成报告二", quota_per_track=2, until=a.NOW, at=a.NOW)

    with pytest.raises(Refusal) as caught:
        file("a", "c")
    assert (caught.value.code, caught.value.facts) == (rules.F1_LISTED, {"teams": "b"})
    assert "合成项目b" in caught.value.zh
    file("b", "a")
    recommendation.lose("b", "D1_REJECTED", at=a.NOW)
    file("a", "c")
    assert current_teams(recommendation) == ["a", "c"]


def test_f1_the_divisions_report_is_required() -> None:
    """F1: F1_REPORT_MISSING if it is blank."""
    assert a.refused(lambda: a.recommendation(a.ranked("a"), report=" ")) == rules.F1_REPORT_MISSING
    assert a.recommendation(a.ranked("a"), report="报告").report == "报告"


def test_f1_what_is_wrong_with_the_list_and_the_report_is_told_at_once() -> None:
    """F1: a third project of a track and no report are one refusal, each at its field; of a file, at the file."""
    three = tuple(a.ranked(team) for team in "abc")
    for listed_in in ("team_ids", "file"):
        with pytest.raises(Refusal) as refused:
            Recommendation(id="110000").file(three, " ", quota_per_track=2, until=a.NOW, at=a.NOW, listed_in=listed_in)
        assert [fault.field for fault in refused.value.faults] == ["report", listed_in]


def test_f6_a_place_is_lost_once_and_only_by_a_recommended_team() -> None:
    """F6: the first loss is the one on record."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    assert recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    assert not recommendation.lose("a", "H4_OTHER", at=a.NOW + a.DAY)
    assert not recommendation.lose("stranger", "H4_OTHER", at=a.NOW)
    assert [(entry.team.team_id, entry.lost_at, entry.lost_code) for entry in recommendation.entries] == [
        ("a", a.NOW, "F5_DUPLICATE_PROJECT"),
        ("b", None, ""),
    ]


def lost(*names: str, notified: bool = True) -> Recommendation:
    """Return a recommendation of these teams, the first of which lost its place at NOW, of which the secretariat gave notice."""
    recommendation = a.recommendation(*map(a.ranked, names))
    recommendation.lose(names[0], "F5_DUPLICATE_PROJECT", at=a.NOW)
    if notified:
        recommendation.notify(names[0], "请于期限内递补。", days=7, by="secretary", at=a.NOW)
    recommendation.take_events()
    return recommendation


def substitute(recommendation: Recommendation, team_id: str, name: str, *, at: Instant = a.NOW, **changes: Any) -> None:
    """Fill a lost place with a ranked project while no order of the final is drawn."""
    recommendation.substitute(team_id, a.ranked(name, **changes), drawn_tracks=(), at=at)


def test_f6_a_loss_is_published() -> None:
    """D5, F6: once, with the code of the rule."""
    recommendation = a.recommendation(a.ranked("a"))
    recommendation.take_events()
    for _ in range(2):
        recommendation.lose("a", "F5_DUPLICATE_PROJECT", at=a.NOW)
    assert [raised.event for raised in recommendation.raised] == [
        PlaceLost(recommendation_id="110000", team_id="a", code="F5_DUPLICATE_PROJECT")
    ]


def test_f6_the_week_runs_from_the_secretariats_notice_to_the_end_of_its_last_day() -> None:
    """F6: seven whole days, Beijing time, after the day of the notice, however long after the loss that is."""
    recommendation = lost("a", "b", notified=False)
    notified_at = instant(datetime(2024, 10, 8, 23, 30, tzinfo=BEIJING))
    recommendation.notify("a", "请于期限内递补。", days=7, by="secretary", at=notified_at)
    until = instant(datetime(2024, 10, 15, 23, 59, 59, 999000, tzinfo=BEIJING))
    assert recommendation.entries[0].notice == LossNotice(
        text="请于期限内递补。", notified_by="secretary", notified_at=notified_at, until=until
    )
    assert [raised.event for raised in recommendation.raised] == [
        RecommenderNotified(recommendation_id="110000", team_id="a", until=until)
    ]
    assert a.refused(lambda: substitute(recommendation, "a", "c", at=until + a.MS)) == rules.F6_TOO_LATE
    assert [recommendation.entries[0].is_forfeited(at) for at in (until, until + a.MS)] == [False, True]
    substitute(recommendation, "a", "c", at=until)
    assert (current_teams(recommendation), recommendation.entries[0].substituted_by) == (["b", "c"], "c")
    assert not recommendation.entries[0].is_forfeited(until + a.MS)


def test_f6_a_place_is_filled_only_once_its_recommender_is_notified() -> None:
    """F6: F6_NOT_NOTIFIED before; then the list is published again."""
    recommendation = lost("a", "b", notified=False)
    assert a.refused(lambda: substitute(recommendation, "a", "c")) == rules.F6_NOT_NOTIFIED
    recommendation.notify("a", "请于期限内递补。", days=7, by="secretary", at=a.NOW)
    recommendation.take_events()
    substitute(recommendation, "a", "c")
    (filed,) = [raised.event for raised in recommendation.raised]
    assert [project.team.team_id for project in filed.projects] == ["b", "c"]


def test_f6_a_notice_is_of_a_lost_place_once_and_says_something() -> None:
    """F6: F6_PLACE_NOT_LOST, F6_NOTICE_EMPTY, F6_NOTIFIED_BEFORE; the first notice sets the time."""
    recommendation = lost("a", "b", notified=False)

    def notify(team_id: str, text: str = "请于期限内递补。", days: int = 7) -> None:
        recommendation.notify(team_id, text, days=days, by="secretary", at=a.NOW)

    for team_id in ("b", "stranger"):
        assert a.refused(lambda team_id=team_id: notify(team_id)) == rules.F6_PLACE_NOT_LOST
    assert a.refused(lambda: notify("a", "  ")) == rules.F6_NOTICE_EMPTY
    notify("a")
    first = recommendation.entries[0].notice
    assert a.refused(lambda: notify("a", days=70)) == rules.F6_NOTIFIED_BEFORE
    assert recommendation.entries[0].notice == first


@pytest.mark.parametrize(
    ("lost_team", "name", "track"),
    [
        pytest.param("b", "c", "industry", id="the place is not lost"),
        pytest.param("x", "c", "industry", id="the place is unknown"),
        pytest.param("a", "b", "industry", id="the substitute is recommended"),
        pytest.param("a", "a", "industry", id="the substitute lost the place"),
        pytest.param("a", "c", "finance", id="the substitute is of another track"),
    ],
)
def test_f6_only_a_new_project_of_the_track_fills_a_lost_place(lost_team: str, name: str, track: str) -> None:
    """F6: F6_NOT_A_SUBSTITUTE for any other; a new project of the track is accepted, once."""
    recommendation = lost("a", "b")
    refused = a.refused(lambda: substitute(recommendation, lost_team, name, track=track))
    assert refused == rules.F6_NOT_A_SUBSTITUTE
    substitute(recommendation, "a", "c")
    again = a.refused(lambda: substitute(recommendation, "a", "d"))
    assert (again, current_teams(recommendation)) == (rules.F6_NOT_A_SUBSTITUTE, ["b", "c"])


def test_g1_no_place_is_filled_once_the_order_of_the_final_is_drawn() -> None:
    """F8, G1: F8_ORDER_DRAWN in that track; while another track is drawn the place is filled."""
    recommendation = lost("a")
    refused = a.refused(lambda: recommendation.substitute("a", a.ranked("c"), drawn_tracks={"industry"}, at=a.NOW))
    assert refused == rules.F8_ORDER_DRAWN
    recommendation.substitute("a", a.ranked("c"), drawn_tracks={"finance"}, at=a.NOW)
    assert current_teams(recommendation) == ["c"]


def test_f6_a_substitute_that_loses_its_place_is_substituted_in_turn() -> None:
    """F6: with a notice and a week of its own."""
    recommendation = a.recommendation(a.ranked("a"))
    for team_id, name in (("a", "b"), ("b", "c")):
        recommendation.lose(team_id, "F5_DUPLICATE_PROJECT", at=a.NOW)
        recommendation.notify(team_id, "请于期限内递补。", days=7, by="secretary", at=a.NOW)
        substitute(recommendation, team_id, name)
    assert current_teams(recommendation) == ["c"]


def test_f8_a_team_that_the_list_left_off_is_recommended_beside_the_others() -> None:
    """F8: once, above the quota; also one that lost its place, beside the substitute who has that now."""
    recommendation = lost("a", "b")
    assert recommendation.admit(a.team("c"), at=a.NOW)
    assert not recommendation.admit(a.team("c"), at=a.NOW)
    assert not recommendation.admit(a.team("b"), at=a.NOW)
    assert current_teams(recommendation) == ["b", "c"]
    assert [type(raised.event) for raised in recommendation.raised] == [RecommendationFiled]
    assert recommendation.admit(a.team("a"), at=a.NOW)
    assert current_teams(recommendation) == ["b", "c", "a"]
    filled = lost("a")
    substitute(filled, "a", "c")
    assert filled.admit(a.team("a"), at=a.NOW)
    assert current_teams(filled) == ["c", "a"]
    assert [entry.substituted_by for entry in filled.current_entries] == ["", "c"]


def test_f6_f8_the_place_of_a_team_that_an_objection_added_is_not_filled() -> None:
    """F6, F8: it was beside the quota, so nobody is given notice of its loss; a place of the division's own is filled."""
    recommendation = a.recommendation(a.ranked("a"))
    assert recommendation.admit(a.team("c"), at=a.NOW)
    for team_id in ("c", "a"):
        assert recommendation.lose(team_id, "D1_REJECTED", at=a.NOW)

    def notify(team_id: str) -> None:
        recommendation.notify(team_id, "请于期限内递补。", days=7, by="secretary", at=a.NOW)

    assert a.refused(lambda: notify("c")) == rules.F6_PLACE_NOT_LOST
    assert a.refused(lambda: substitute(recommendation, "c", "b")) == rules.F6_NOT_NOTIFIED
    notify("a")
    substitute(recommendation, "a", "b")
    assert current_teams(recommendation) == ["b"]


def test_f1_f8_a_new_list_of_the_division_keeps_what_an_objection_added() -> None:
    """F1, F8: an added team stays beside the quota, once; the division's own are replaced."""
    recommendation = a.recommendation(a.ranked("a"), a.ranked("b"))
    assert recommendation.admit(a.team("c"), at=a.NOW)
    for names, current in ((("b", "d"), ["b", "d", "c"]), (("b", "c"), ["b", "c"])):
        ranked = tuple(a.ranked(name) for name in names)
        recommendation.file(ranked, "合成报告", quota_per_track=2, until=a.NOW, at=a.NOW)
        assert current_teams(recommendation) == current


@given(st.permutations((1, 2, 3, 3)))
def test_f1_rankings_in_any_order_and_twice_leave_the_newest(numbers: list[int]) -> None:
    """F1, E6: an older ranking never overwrites a newer."""
    ranking = RankingCopy(id="division-110000-industry", division_code="110000", track="industry")
    for number in numbers:
        ranking.update(number, (a.ranked(f"t{number}"),))
    assert (ranking.number, ranking.standing_projects) == (3, (a.ranked("t3"),))


@given(st.permutations(("frozen 1", "reopened 1", "frozen 2")))
def test_e6_a_reopened_ranking_does_not_count_until_it_is_frozen_again(order: list[str]) -> None:
    """E6, F1: in whatever order the events arrive; a struck project is not among those that may be recommended."""
    ranking = RankingCopy(id="division-110000-industry", division_code="110000", track="industry")
    struck = replace(a.ranked("b", 0), struck=True)
    for word in order:
        kind, number = word.split()
        if kind == "frozen":
            ranking.update(int(number), (a.ranked(f"t{number}"), struck))
        else:
            ranking.record_reopening(int(number))
    assert ranking.standing_projects == (a.ranked("t2"),)
    ranking.record_reopening(2)
    assert (ranking.is_standing, ranking.standing_projects) == (False, ())


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


def test_a_refusal_names_tracks_and_projects_in_words() -> None:
    """F1, F4, K5: who is refused reads the track's and the project's name; programs read their codes."""
    tracks = {"industry": Term("industry", "工业制造", "Industry")}
    recommendation = Recommendation(id="330000")
    projects = (a.ranked("a"), a.ranked("b"), a.ranked("c"))
    with pytest.raises(Refusal) as many:
        recommendation.file(projects, "报告", quota_per_track=2, until=a.NOW, at=a.NOW, tracks=tracks)
    assert (many.value.facts["track"], many.value.zh) == ("industry", "赛道“工业制造”最多推荐2个项目，当前为3个。")
    with pytest.raises(Refusal) as twice:
        recommendation.file((a.ranked("a"),) * 2, "报告", quota_per_track=2, until=a.NOW, at=a.NOW)
    assert twice.value.facts["team"] == a.ranked("a").team.team_id
    assert a.ranked("a").team.project_name in twice.value.zh
