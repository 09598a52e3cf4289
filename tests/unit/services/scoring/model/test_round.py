"""Rounds (E2, E6, G1, C12, H4)."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import Refusal
from services.scoring.model import rules
from services.scoring.model.events import ExpertsAssigned, RankingReopened, RoundOpened
from services.scoring.model.facts import Stage
from services.scoring.model.panel import drawn_order
from services.scoring.model.round import Round, RoundState, round_id
from tests.unit.services.scoring.builders import LATER, NOW, expert, experts, round_of, scheme, team


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
    assert [one.event for one in made.raised] == [
        ExpertsAssigned(round_id=made.id, seed="seed", sheets=6, division_code=made.division_code)
    ]


def test_a_round_is_judged_as_it_began_whatever_is_published_later() -> None:
    """A5: experts assigned again after a new version of the scheme score by the one they began with."""
    made = round_of(2)
    made.assign(experts(3), scheme(decimals=2), "seed", at=NOW)
    made.assign(experts(3), scheme(decimals=3), "seed", at=LATER)
    assert made.scheme == scheme(decimals=2)


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


def test_an_assignment_whose_expert_may_score_no_more_is_counted() -> None:
    """E2: who left the panel or declared an interest since (E2_INTEREST_DECLARED); of projects that stand, none otherwise."""
    made = round_of(2)
    made.assign(experts(2), scheme(), "seed", at=NOW)
    assert made.barred(experts(2)) == 0
    assert made.barred((expert(0), expert(1, interests=("team-000",)))) == 1
    assert made.barred(experts(1)) == 2
    made.drop("team-000")
    assert made.barred((expert(0), expert(1, interests=("team-000",)))) == 0


def test_a_project_that_fell_out_before_it_was_heard_of_does_not_stand() -> None:
    """C12, H4: in whichever order the two come, and twice is once."""
    early, late = round_of(0), round_of(0)
    early.drop("team-001")
    early.drop("team-001")
    for made in (early, late):
        for number in (1, 2):
            made.enter(team(number), at=NOW)
    late.drop("team-001")
    assert early.standing == late.standing == (team(2),)
    assert early.gone == late.gone == ("team-001",)


def test_only_a_round_that_is_scored_is_frozen() -> None:
    """E6: E6_WRONG_STATE while it collects and once it is frozen; while scoring the number stands."""
    made = round_of(2)
    with pytest.raises(Refusal) as early:
        made.freeze(1)
    made.assign(experts(2), scheme(), "seed", at=NOW)
    made.freeze(1)
    with pytest.raises(Refusal) as again:
        made.freeze(2)
    assert (early.value.code, again.value.code) == (rules.E6_WRONG_STATE, rules.E6_WRONG_STATE)
    assert (made.state, made.rankings) == (RoundState.FROZEN, 1)
