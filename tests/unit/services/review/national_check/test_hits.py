"""Hits of the national check (F5)."""

from __future__ import annotations

import pytest

from services.review.cases import rules as cases_rules
from services.review.cases.events import TeamDisqualified
from services.review.national_check import rules
from services.review.national_check.events import DuplicateSettled, DuplicateSuspected
from services.review.national_check.model.duplicates import Ground, Suspicion
from services.review.national_check.model.hit import Hit, HitState
from tests.unit.services.review import builders as a


def test_f5_a_suspicion_is_published_and_disqualifies_nobody() -> None:
    """F5: the hit is open until a person settles it."""
    suspicion = Suspicion(team_ids=("a", "b"), ground=Ground.FILE, likeness="1")
    hit = Hit.suspect("hit", suspicion, (a.team("a"), a.team("b")), at=a.NOW)
    assert hit.state is HitState.OPEN
    assert [raised.event for raised in hit.raised] == [
        DuplicateSuspected(hit_id="hit", kind="file", team_ids=("a", "b"), likeness="1")
    ]


@pytest.mark.parametrize(
    ("ground", "code"),
    [
        (Ground.PERSON, rules.F5_DUPLICATE_PERSON),
        (Ground.PROJECT_TEXT, rules.F5_DUPLICATE_PROJECT),
        (Ground.PROJECT_CONTAINED, rules.F5_DUPLICATE_PROJECT),
        (Ground.PROJECT_NAME, rules.F5_DUPLICATE_PROJECT),
        (Ground.FILE, rules.F5_DUPLICATE_PROJECT),
    ],
)
def test_f5_a_confirmed_hit_disqualifies_the_team_that_is_named(ground: Ground, code: str) -> None:
    """F5, H5: with the code of the rule that it broke, and no other team."""
    hit = a.hit(ground)
    hit.settle(confirmed=True, losers=("b",), reason="同一项目", at=a.NOW)
    assert (hit.state, hit.disqualified_team_ids) == (HitState.CONFIRMED, ("b",))
    assert [raised.event for raised in hit.raised] == [
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


def test_f5_a_dismissed_hit_disqualifies_nobody() -> None:
    """F5: it is settled all the same."""
    hit = a.hit()
    hit.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    assert hit.state is HitState.DISMISSED
    assert [type(raised.event) for raised in hit.raised] == [DuplicateSettled]


@pytest.mark.parametrize(("confirmed", "losers"), [(True, ()), (True, ("c",)), (True, ("a", "c")), (False, ("a",))])
def test_f5_only_teams_of_the_hit_are_disqualified(confirmed: bool, losers: tuple[str, ...]) -> None:
    """F5: F5_NOT_OF_THE_HIT for nobody, a stranger, or any team if it is dismissed; both teams of the hit are accepted."""
    hit = a.hit()
    refused = a.refused(lambda: hit.settle(confirmed=confirmed, losers=losers, reason="x", at=a.NOW))
    assert (refused, hit.state) == (rules.F5_NOT_OF_THE_HIT, HitState.OPEN)
    hit.settle(confirmed=True, losers=("a", "b"), reason="同一项目", at=a.NOW)
    assert len(hit.raised) == 3


def test_f5_a_hit_is_settled_once_and_with_a_reason() -> None:
    """F5: D1_REASON_MISSING, then F5_SETTLED_BEFORE."""
    hit = a.hit()
    blank = a.refused(lambda: hit.settle(confirmed=False, losers=(), reason="", at=a.NOW))
    assert blank == cases_rules.D1_REASON_MISSING
    hit.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    again = a.refused(lambda: hit.settle(confirmed=True, losers=("a",), reason="x", at=a.NOW))
    assert (again, hit.state) == (rules.F5_SETTLED_BEFORE, HitState.DISMISSED)


@pytest.mark.parametrize(
    ("state", "likeness", "rises"),
    [
        (HitState.DISMISSED, "0.91", True),
        (HitState.DISMISSED, "0.90", False),
        (HitState.LAPSED, "0.10", True),
        (HitState.CONFIRMED, "0.99", False),
        (HitState.OPEN, "0.99", False),
    ],
)
def test_f5_a_settled_hit_rises_again_only_if_the_projects_are_more_alike(
    state: HitState, likeness: str, *, rises: bool
) -> None:
    """F5: dismissed at 0.90 it stays so until more is the same; a lapsed hit rises if both are recommended again."""
    hit = a.hit()
    hit.state = state
    assert hit.suspect_again(likeness, at=a.NOW) == rises
    assert hit.state is (HitState.OPEN if rises else state)
    assert [type(raised.event) for raised in hit.raised] == ([DuplicateSuspected] if rises else [])


def test_f5_an_open_hit_lapses_if_a_team_loses_its_place() -> None:
    """F5: nobody need settle it any more; a settled one stays as it was settled."""
    hit = a.hit()
    assert hit.lapse()
    assert hit.state is HitState.LAPSED
    refused = a.refused(lambda: hit.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW))
    assert refused == rules.F5_SETTLED_BEFORE
    settled = a.hit()
    settled.settle(confirmed=False, losers=(), reason="不同项目", at=a.NOW)
    assert not settled.lapse()
    assert settled.state is HitState.DISMISSED
