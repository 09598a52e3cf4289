"""Rounds (E2, E6, G1, C12, H4)."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import Refusal
from services.scoring.model import rules
from services.scoring.model.events import ExpertsAssigned, RankingReopened, RoundOpened
from services.scoring.model.facts import Stage
from services.scoring.model.panel import drawn_order
from services.scoring.model.round import Round, RoundState, round_id
from tests.unit.services.scoring.builders import LATER, NOW, experts, round_of, scheme, team


def test_rounds_have_speaking_names() -> None:
    """The final has no division."""
    assert round_id(Stage.DIVISION, "110000", "industry") == "division-110000-industry"
    assert round_id(Stage.FINAL, "110000", "industry") == "final-industry"
    assert Round.empty(Stage.FINAL, "110000", "industry").division_code == ""


def test_the_first_project_opens_the_round() -> None:
    """Told once, and a project that comes twice is one."""
    made = Round.empty(Stage.DIVISION, "110000", "industry")
    for number in (1, 2, 1):
        made.enter(team(number), at=NOW)
    assert [one.event for one in made.raised] == [
        RoundOpened(round_id="division-110000-industry", stage=Stage.DIVISION, division_code="110000", track="industry")
    ]
    assert [one.team_id for one in made.standing] == ["team-001", "team-002"]


def test_every_project_that_stands_is_assigned() -> None:
    """E2: and none that fell out."""
    made = round_of(4)
    made.gone = ("team-002",)
    made.assign(experts(3), scheme(), "seed", at=NOW)
    assert made.state is RoundState.SCORING
    assert {one.team_id for one in made.assignments} == {"team-000", "team-001", "team-003"}
    assert [one.event for one in made.raised] == [ExpertsAssigned(round_id=made.id, seed="seed", sheets=6)]


def test_a_round_without_projects_is_not_assigned() -> None:
    """E2: nothing ever entered, or all fell out."""
    for made in (round_of(0), round_of(1)):
        made.gone = ("team-000",)
        with pytest.raises(Refusal) as refused:
            made.assign(experts(3), scheme(), "seed", at=NOW)
        assert refused.value.code == rules.E2_NO_PROJECTS


def test_in_the_final_the_order_is_drawn_from_the_seed() -> None:
    """G1: in a division nothing is drawn."""
    final, division = round_of(8, Stage.FINAL), round_of(8)
    for made in (final, division):
        made.assign(experts(3), scheme(), "published", at=NOW)
    teams = tuple(team(number) for number in range(8))
    assert final.entries == drawn_order(teams, "published")
    assert final.entries != teams
    assert division.entries == teams


def frozen_round() -> Round:
    """A round in the state that a freeze leaves behind."""
    made = round_of(2)
    made.assign(experts(2), scheme(), "seed", at=NOW)
    made.take_events()
    made.state, made.rankings = RoundState.FROZEN, 1
    return made


def test_a_frozen_round_is_reopened_with_a_reason_only() -> None:
    """E6: what was frozen stays on record by its own number."""
    made = frozen_round()
    with pytest.raises(Refusal) as refused:
        made.reopen("  ", at=LATER)
    assert refused.value.code == rules.E3_REASON_MISSING
    made.reopen("复核分数", at=LATER)
    assert (made.state, made.rankings) == (RoundState.SCORING, 1)
    assert [one.event for one in made.raised] == [
        RankingReopened(ranking_id="division-110000-industry-1", round_id=made.id, reason="复核分数")
    ]


@pytest.mark.parametrize("state", [RoundState.COLLECTING, RoundState.SCORING])
def test_only_what_is_frozen_is_reopened(state: RoundState) -> None:
    """E6."""
    made = round_of(1)
    made.state = state
    with pytest.raises(Refusal) as refused:
        made.reopen("复核分数", at=LATER)
    assert (refused.value.code, refused.value.facts) == (rules.E6_WRONG_STATE, {"state": state.value})


def test_a_frozen_round_is_not_assigned_again() -> None:
    """E6: before a freeze it may be, for a project that came late."""
    made = round_of(2)
    made.assign(experts(3), scheme(), "seed", at=NOW)
    made.enter(team(7), at=LATER)
    made.assign(experts(3), scheme(), "seed", at=LATER)
    assert len(made.assignments) == 6
    made.state = RoundState.FROZEN
    with pytest.raises(Refusal) as refused:
        made.assign(experts(3), scheme(), "seed", at=LATER)
    assert refused.value.code == rules.E6_WRONG_STATE
