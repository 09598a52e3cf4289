"""The finalist list (B3, B8, F5, F8)."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.kernel.refusal import Refusal
from services.review.national_check import rules
from services.review.national_check.events import FinalistsConfirmed, FinalistsProposed
from services.review.national_check.model.finalist_list import FinalistList, FinalistListState
from tests.unit.services.review import builders as a


def propose(*names: str, **changes: Any) -> FinalistList:
    """Propose these teams, all of which have passed, while no hit is open."""
    arguments: dict[str, Any] = {"before": None, "open_hits": 0, "has_passed": lambda team_id: True, "at": a.NOW}
    return FinalistList.propose("finalists-2024", tuple(map(a.finalist, names)), **(arguments | changes))


def team_ids(finalist_list: FinalistList) -> list[str]:
    """Return the ids of the teams on the list."""
    return [finalist.team.team_id for finalist in finalist_list.finalists]


def test_f5_the_list_is_not_proposed_while_hits_are_open() -> None:
    """F5: F5_HITS_OPEN; without open hits the list is proposed and published."""
    assert a.refused(lambda: propose("a", open_hits=1)) == rules.F5_HITS_OPEN
    proposed = propose("a")
    assert proposed.state is FinalistListState.PROPOSED
    assert [raised.event for raised in proposed.raised] == [
        FinalistsProposed(list_id="finalists-2024", finalists=(a.finalist("a"),))
    ]


def test_f8_an_empty_list_is_not_proposed() -> None:
    """F8: F8_NO_FINALISTS if no project is recommended; a single project is enough."""
    assert a.refused(propose) == rules.F8_NO_FINALISTS
    assert team_ids(propose("a")) == ["a"]


def test_f8_the_list_is_confirmed_once_without_teams_that_lost_their_place() -> None:
    """F8: struck while on notice, or an objection upheld; a second confirmation and a later strike change nothing."""
    finalist_list = propose("a", "b", "c")
    finalist_list.take_events()
    finalist_list.strike("a")
    finalist_list.strike("stranger")
    finalist_list.confirm(frozenset({"b"}), at=a.NOW)
    finalist_list.confirm(frozenset({"c"}), at=a.NOW)
    finalist_list.strike("c")
    assert (finalist_list.state, team_ids(finalist_list)) == (FinalistListState.CONFIRMED, ["c"])
    assert [raised.event for raised in finalist_list.raised] == [
        FinalistsConfirmed(list_id="finalists-2024", finalists=(a.finalist("c"),))
    ]


def test_f8_an_edition_has_one_finalist_list() -> None:
    """F8: F8_PROPOSED_BEFORE for a second; the first is accepted."""
    first = propose("a")
    assert a.refused(lambda: propose("a", before=first)) == rules.F8_PROPOSED_BEFORE
    assert team_ids(first) == ["a"]


def test_b3_f8_a_team_under_review_again_is_not_promoted() -> None:
    """B3, B8, F8: F8_NOT_PASSED names the teams; the list is proposed once they have passed again."""
    with pytest.raises(Refusal) as caught:
        propose("a", "b", has_passed=lambda team_id: team_id != "b")
    assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_NOT_PASSED, "b")
    assert team_ids(propose("a", "b")) == ["a", "b"]
