"""The finalist list and its versions (B3, B8, E6, F1, F5 to F8, G1)."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.review.national_check import rules
from services.review.national_check.events import (
    FinalistReviewChanged,
    FinalistsConfirmed,
    FinalistsProposed,
    FinalistStruck,
)
from services.review.national_check.model.finalist_list import (
    NAMED,
    FinalistList,
    FinalistListState,
    FinalistState,
    Obstacles,
)
from services.review.recommendations.rules import F8_ORDER_DRAWN
from tests.unit.services.review import builders as a

LIST = "finalists-2024"


def propose(
    *names: str, on: FinalistList | None = None, tracks: dict[str, str] | None = None, **changes: Any
) -> FinalistList:
    """Propose these recommended teams, all of which have passed and are checked, while no hit is open."""
    finalist_list = on if on is not None else FinalistList(id=LIST)
    recommended = tuple(a.finalist(name, track=(tracks or {}).get(name, "industry")) for name in names)
    obstacles = Obstacles(**({"has_passed": lambda team_id: True} | changes))
    finalist_list.propose(recommended, obstacles, at=a.NOW)
    return finalist_list


def confirmed(*names: str) -> FinalistList:
    """Return a list of these teams whose first notice is over."""
    finalist_list = propose(*names)
    finalist_list.confirm(1, frozenset(), at=a.NOW)
    finalist_list.take_events()
    return finalist_list


def states(finalist_list: FinalistList) -> dict[str, str]:
    """Return each team's state on the list, with the code by which it fell."""
    return {
        finalist.team.team_id: f"{finalist.state} {finalist.struck_code}".strip()
        for finalist in finalist_list.finalists
    }


def raised(finalist_list: FinalistList) -> list[object]:
    """Return the events that the list raised since they were taken last."""
    return [item.event for item in finalist_list.take_events()]


def test_f5_the_list_is_not_proposed_while_hits_are_open() -> None:
    """F5: F5_HITS_OPEN for a hit between two recommended projects; a hit of a project without its place holds up nothing."""
    between = frozenset({"a", "b"})
    assert a.refused(lambda: propose("a", "b", open_hits=[between])) == rules.F5_HITS_OPEN
    proposed = propose("a", open_hits=[between])
    assert proposed.state is FinalistListState.PROPOSED
    assert raised(proposed) == [FinalistsProposed(list_id=LIST, finalists=(a.finalist("a"),), version=1)]


def test_f5_the_list_is_not_proposed_before_each_project_is_checked() -> None:
    """F5: F5_NOT_CHECKED names the projects that are not compared yet; also one that is listed already and changed since."""
    with pytest.raises(Refusal) as caught:
        propose("a", "b", unchecked={"b"})
    assert (caught.value.code, caught.value.facts) == (rules.F5_NOT_CHECKED, {"count": "1", "teams": "b"})
    assert "合成项目b" in caught.value.zh
    listed = propose("a", "b")
    refused = a.refused(lambda: propose("a", "b", "c", on=listed, unchecked={"a"}))
    assert refused == rules.F5_NOT_CHECKED
    assert states(propose("a", "b", "c", on=listed)) == {"a": "on_notice", "b": "on_notice", "c": "on_notice"}


def test_f5_a_refusal_names_only_so_many_of_hundreds() -> None:
    """F5: their number is whole, their names are not, so that the refusal reaches whoever asked."""
    names = [f"t{number:03}" for number in range(300)]
    with pytest.raises(Refusal) as caught:
        propose(*names, unchecked=set(names))
    assert caught.value.facts == {"count": "300", "teams": ",".join(names[:NAMED])}


def test_f8_an_empty_list_is_not_proposed() -> None:
    """F8: F8_NO_FINALISTS if no project is recommended; a single project is enough."""
    assert a.refused(propose) == rules.F8_NO_FINALISTS
    assert states(propose("a")) == {"a": "on_notice"}


def test_f8_a_list_is_proposed_again_only_with_a_new_project() -> None:
    """F8: F8_PROPOSED_BEFORE if all are listed, also if one of them fell since; a substitute makes another version (F6)."""
    first = propose("a", "b")
    assert a.refused(lambda: propose("a", "b", on=first)) == rules.F8_PROPOSED_BEFORE
    first.strike("a", "D1_REJECTED", at=a.NOW)
    assert a.refused(lambda: propose("a", "b", on=first)) == rules.F8_PROPOSED_BEFORE
    first.take_events()
    second = propose("b", "c", on=first)
    assert second.newest_version == 2
    assert raised(second) == [FinalistsProposed(list_id=LIST, finalists=(a.finalist("c"),), version=2)]


def test_f6_a_substitute_is_checked_as_the_first_were() -> None:
    """F5, F6, F8: refused unchecked, with an open hit, or not passed; a hit or case of the others does not hold it up."""
    first = confirmed("a", "b")
    of_others, its_own = frozenset({"a", "b"}), frozenset({"a", "c"})
    assert a.refused(lambda: propose("a", "b", "c", on=first, unchecked={"c"})) == rules.F5_NOT_CHECKED
    assert a.refused(lambda: propose("a", "b", "c", on=first, open_hits=[its_own])) == rules.F5_HITS_OPEN
    not_passed = {"has_passed": lambda team_id: team_id != "c"}
    assert a.refused(lambda: propose("a", "b", "c", on=first, **not_passed)) == rules.F8_NOT_PASSED
    propose("a", "b", "c", on=first, open_hits=[of_others], has_passed=lambda team_id: team_id == "c")
    assert states(first) == {"a": "confirmed", "b": "confirmed", "c": "on_notice"}


def test_f8_each_version_is_confirmed_by_its_own_notice() -> None:
    """F8: a substitute stays on notice while the others are confirmed, and the list is proposed until its own notice is over."""
    finalist_list = confirmed("a")
    assert finalist_list.state is FinalistListState.CONFIRMED
    propose("a", "b", on=finalist_list)
    finalist_list.take_events()
    finalist_list.confirm(1, frozenset(), at=a.NOW)
    assert (finalist_list.state, raised(finalist_list)) == (FinalistListState.PROPOSED, [])
    finalist_list.confirm(2, frozenset(), at=a.NOW)
    assert states(finalist_list) == {"a": "confirmed", "b": "confirmed"}
    assert raised(finalist_list) == [FinalistsConfirmed(list_id=LIST, finalists=(a.finalist("b"),), version=2)]


def test_f8_the_list_is_confirmed_once_without_teams_that_lost_their_place() -> None:
    """F8: struck while on notice, or an objection upheld; a second confirmation changes nothing."""
    finalist_list = propose("a", "b", "c")
    assert finalist_list.strike("a", "D1_REJECTED", at=a.NOW)
    assert not finalist_list.strike("stranger", "D1_REJECTED", at=a.NOW)
    finalist_list.take_events()
    finalist_list.confirm(1, frozenset({"b"}), at=a.NOW)
    finalist_list.confirm(1, frozenset({"c"}), at=a.NOW)
    assert states(finalist_list) == {"a": "struck D1_REJECTED", "b": "struck F8_OBJECTION_UPHELD", "c": "confirmed"}
    assert raised(finalist_list) == [
        FinalistStruck(list_id=LIST, finalist=a.finalist("b"), version=1, code=rules.F8_OBJECTION_UPHELD),
        FinalistsConfirmed(list_id=LIST, finalists=(a.finalist("c"),), version=1),
    ]


def test_f7_a_finalist_that_falls_after_its_notice_is_struck_once() -> None:
    """B3, F7, H4: it stays to be read, and who hears of it is told once; the others stand."""
    finalist_list = confirmed("a", "b")
    assert finalist_list.strike("a", "D1_REJECTED", at=a.NOW)
    assert not finalist_list.strike("a", "C5_FOREIGN_MATERIAL", at=a.NOW + a.DAY)
    assert states(finalist_list) == {"a": "struck D1_REJECTED", "b": "confirmed"}
    assert [finalist.team.team_id for finalist in finalist_list.standing] == ["b"]
    assert raised(finalist_list) == [
        FinalistStruck(list_id=LIST, finalist=a.finalist("a"), version=1, code="D1_REJECTED")
    ]


def test_g1_nobody_enters_a_track_whose_order_is_drawn() -> None:
    """F8, G1: F8_ORDER_DRAWN for a substitute there; one of another track enters, and leaves the first out."""
    tracks = {"c": "finance"}
    finalist_list = confirmed("a")
    drawn = {"drawn_tracks": {"industry"}}
    assert a.refused(lambda: propose("a", "b", on=finalist_list, **drawn)) == F8_ORDER_DRAWN
    propose("a", "b", "c", on=finalist_list, tracks=tracks, **drawn)
    assert states(finalist_list) == {"a": "confirmed", "c": "on_notice"}


def test_g1_a_substitute_still_on_notice_when_the_order_is_drawn_comes_too_late() -> None:
    """F8, G1: struck, whatever its notice would have brought; others stand, also one that another draw lacks under review."""
    finalist_list = confirmed("a")
    propose("a", "b", "c", on=finalist_list, tracks={"c": "finance"})
    assert finalist_list.strike_late("industry", ("a",), at=a.NOW)
    assert not finalist_list.strike_late("industry", ("a",), at=a.NOW)
    finalist_list.record_review("a", under_review=True, at=a.NOW)
    assert not finalist_list.strike_late("industry", (), at=a.NOW)
    finalist_list.confirm(2, frozenset(), at=a.NOW)
    assert states(finalist_list) == {"a": "confirmed", "b": "struck F8_ORDER_DRAWN", "c": "confirmed"}


def test_f1_a_finalist_that_is_recommended_no_longer_is_struck() -> None:
    """F1: before the deadline a division may file another list; finalists of other recommenders stand."""
    finalist_list = propose("a", "b")
    assert not finalist_list.strike_unrecommended("120000", set(), at=a.NOW)
    assert finalist_list.strike_unrecommended("110000", {"b"}, at=a.NOW)
    assert states(finalist_list) == {"a": "struck F1_NOT_RECOMMENDED", "b": "on_notice"}


def test_b3_a_finalist_under_review_again_enters_the_final_and_is_told_of_until_it_passed() -> None:
    """B3, D1: it may be scored meanwhile; each change is counted, and none is told twice or of a finalist that fell."""
    finalist_list = propose("a", "b")
    finalist_list.take_events()
    assert finalist_list.record_review("a", under_review=True, at=a.NOW)
    assert not finalist_list.record_review("a", under_review=True, at=a.NOW)
    finalist_list.confirm(1, frozenset(), at=a.NOW)
    assert [finalist.state for finalist in finalist_list.finalists] == [FinalistState.CONFIRMED] * 2
    assert finalist_list.record_review("a", under_review=False, at=a.NOW)
    finalist_list.strike("b", "D1_REJECTED", at=a.NOW)
    assert not finalist_list.record_review("b", under_review=True, at=a.NOW)
    changes = [event for event in raised(finalist_list) if isinstance(event, FinalistReviewChanged)]
    assert changes == [
        FinalistReviewChanged(list_id=LIST, team_id="a", under_review=True, sequence=1),
        FinalistReviewChanged(list_id=LIST, team_id="a", under_review=False, sequence=2),
    ]


def test_b3_f8_a_team_under_review_again_is_not_promoted() -> None:
    """B3, B8, F8: F8_NOT_PASSED names the teams; the list is proposed once they have passed again."""
    with pytest.raises(Refusal) as caught:
        propose("a", "b", has_passed=lambda team_id: team_id != "b")
    assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_NOT_PASSED, "b")
    assert states(propose("a", "b")) == {"a": "on_notice", "b": "on_notice"}


def test_e6_a_project_whose_ranking_is_reopened_is_not_promoted() -> None:
    """E6, F1: F8_RANKING_REOPENED names it; the list is proposed once the ranking is frozen again."""
    with pytest.raises(Refusal) as caught:
        propose("a", "b", reopened={"b"})
    assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_RANKING_REOPENED, "b")
    assert states(propose("a", "b")) == {"a": "on_notice", "b": "on_notice"}
