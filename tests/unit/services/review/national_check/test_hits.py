"""The national check's hits and the finalist list (F5, F8)."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import Refusal
from services.review.cases import rules as cases_rules
from services.review.cases.events import TeamDisqualified
from services.review.national_check import rules
from services.review.national_check.events import (
    DuplicateSettled,
    DuplicateSuspected,
    FinalistsConfirmed,
    FinalistsProposed,
)
from services.review.national_check.model.duplicates import Suspicion
from services.review.national_check.model.finalist_list import FinalistList, FinalistListState
from services.review.national_check.model.hit import Hit, HitState
from tests.unit.services.review import builders as a


def everyone(_: str) -> bool:
    """Each has passed."""
    return True


def listed(*names: str) -> FinalistList:
    """A proposed list of these teams."""
    made = FinalistList.propose(
        "finalists-2024", tuple(a.finalist(name) for name in names), before=None, open_hits=0, passed=everyone, at=a.NOW
    )
    made.take_events()
    return made


def names(of: FinalistList) -> list[str]:
    """Ids of the teams on it."""
    return [one.team.team_id for one in of.finalists]


def test_f5_a_suspicion_is_put_to_a_human() -> None:
    """F5: open and told; nobody loses anything by it."""
    suspicion = Suspicion(team_ids=("a", "b"), kind="file", likeness="1")
    made = Hit.suspect("hit", suspicion, (a.team("a"), a.team("b")), at=a.NOW)
    assert made.state is HitState.OPEN
    assert [one.event for one in made.raised] == [
        DuplicateSuspected(hit_id="hit", kind="file", team_ids=("a", "b"), likeness="1")
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("person", rules.F5_DUPLICATE_PERSON),
        ("project_text", rules.F5_DUPLICATE_PROJECT),
        ("project_name", rules.F5_DUPLICATE_PROJECT),
        ("file", rules.F5_DUPLICATE_PROJECT),
    ],
)
def test_f5_confirmed_it_disqualifies_who_was_named(kind: str, code: str) -> None:
    """F5, H5: told with the rule that was broken, for the named team only."""
    made = a.hit(kind)
    made.settle(confirmed=True, losers=("b",), reason="同一项目", at=a.NOW)
    assert (made.state, made.disqualified_team_ids) == (HitState.CONFIRMED, ("b",))
    assert [one.event for one in made.raised] == [
        DuplicateSettled(hit_id="hit", confirmed=True, disqualified_team_ids=("b",), reason="同一项目"),
        TeamDisqualified(
            team_id="b",
            division_code="110000",
            track="industry",
            project_name="合成项目b",
            code=code,
            reason="同一项目",
        ),
    ]


def test_f5_dismissed_it_takes_nothing_away() -> None:
    """F5: settled, and nobody is disqualified."""
    made = a.hit()
    made.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    assert made.state is HitState.DISMISSED
    assert [type(one.event) for one in made.raised] == [DuplicateSettled]


@pytest.mark.parametrize(("confirmed", "losers"), [(True, ()), (True, ("c",)), (True, ("a", "c")), (False, ("a",))])
def test_f5_who_loses_is_of_the_hit(confirmed: bool, losers: tuple[str, ...]) -> None:
    """F5: F5_NOT_OF_THE_HIT for nobody, a stranger, or someone where it is dismissed; both of the hit are accepted."""
    made = a.hit()
    refused = a.refused(lambda: made.settle(confirmed=confirmed, losers=losers, reason="x", at=a.NOW))
    assert (refused, made.state) == (rules.F5_NOT_OF_THE_HIT, HitState.OPEN)
    made.settle(confirmed=True, losers=("a", "b"), reason="同一项目", at=a.NOW)
    assert len(made.raised) == 3


def test_f5_a_hit_is_settled_once_and_with_a_reason() -> None:
    """F5: D1_REASON_MISSING, then F5_SETTLED_BEFORE."""
    made = a.hit()
    assert (
        a.refused(lambda: made.settle(confirmed=False, losers=(), reason="", at=a.NOW)) == cases_rules.D1_REASON_MISSING
    )
    made.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    again = a.refused(lambda: made.settle(confirmed=True, losers=("a",), reason="x", at=a.NOW))
    assert (again, made.state) == (rules.F5_SETTLED_BEFORE, HitState.DISMISSED)


def test_f5_the_list_waits_for_open_hits() -> None:
    """F5: F5_HITS_OPEN while one is; with none it is proposed and told."""
    one = (a.finalist("a"),)
    assert (
        a.refused(lambda: FinalistList.propose("f", one, before=None, open_hits=1, passed=everyone, at=a.NOW))
        == rules.F5_HITS_OPEN
    )
    made = FinalistList.propose("f", one, before=None, open_hits=0, passed=everyone, at=a.NOW)
    assert made.state is FinalistListState.PROPOSED
    assert [one.event for one in made.raised] == [FinalistsProposed(list_id="f", finalists=made.finalists)]


def test_f8_an_empty_list_is_not_proposed() -> None:
    """F8: F8_NO_FINALISTS where nothing is recommended; one project is enough."""
    assert (
        a.refused(lambda: FinalistList.propose("f", (), before=None, open_hits=0, passed=everyone, at=a.NOW))
        == rules.F8_NO_FINALISTS
    )
    assert names(listed("a")) == ["a"]


def test_f8_confirmed_once_without_those_who_fell() -> None:
    """F8: struck while on notice, or an objection upheld; told once, and a later strike changes nothing."""
    made = listed("a", "b", "c")
    made.strike("a")
    made.strike("stranger")
    made.confirm(frozenset({"b"}), at=a.NOW)
    made.confirm(frozenset({"c"}), at=a.NOW)
    made.strike("c")
    assert (made.state, names(made)) == (FinalistListState.CONFIRMED, ["c"])
    assert [one.event for one in made.raised] == [
        FinalistsConfirmed(list_id="finalists-2024", finalists=(a.finalist("c"),))
    ]


def test_f8_there_is_one_list_an_edition() -> None:
    """F8: F8_PROPOSED_BEFORE once one is; the first is accepted."""
    first = listed("a")
    again = a.refused(
        lambda: FinalistList.propose("f", first.finalists, before=first, open_hits=0, passed=everyone, at=a.NOW)
    )
    assert (again, names(first)) == (rules.F8_PROPOSED_BEFORE, ["a"])


def test_b3_f8_who_is_under_review_again_is_not_promoted() -> None:
    """B3, B8, F8: refused, naming the teams; proposed once a human has passed them again."""
    two = (a.finalist("a"), a.finalist("b"))
    open_again = {"b"}

    def propose() -> FinalistList:
        return FinalistList.propose(
            "f", two, before=None, open_hits=0, passed=lambda team: team not in open_again, at=a.NOW
        )

    with pytest.raises(Refusal) as caught:
        propose()
    assert (caught.value.code, caught.value.facts["teams"]) == (rules.F8_NOT_PASSED, "b")
    open_again.clear()
    assert names(propose()) == ["a", "b"]
