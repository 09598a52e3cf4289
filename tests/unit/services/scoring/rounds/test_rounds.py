"""Rounds (E2, E6, G1, C12, H4)."""

from __future__ import annotations

from itertools import permutations

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
    made.begin_freeze()
    made.freeze(tuple(one.team_id for one in made.standing), at=NOW)
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


@pytest.mark.parametrize("state", [RoundState.COLLECTING, RoundState.SCORING, RoundState.FREEZING])
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
    made.begin_freeze()
    with pytest.raises(Refusal) as refused:
        made.assign(experts(3), scheme(), "seed", at=LATER)
    assert refused.value.code == rules.E6_WRONG_STATE


DECISIONS = ((1, True), (2, False), (2, True), (3, False), (3, True))


@pytest.mark.parametrize("count", range(1, len(DECISIONS) + 1))
def test_decisions_come_to_the_same_in_any_order(count: int) -> None:
    """D1, D3: the newest submission decides, and of one submission a pass that an appeal brought is the last word."""
    found = set()
    for order in permutations(DECISIONS[:count]):
        made = Round.empty(Stage.DIVISION, "110000", "industry")
        for number, passed in (*order, order[0]):
            made.judge(team(1), number, passed=passed, at=NOW)
        found.add((len(made.standing), made.submission_number("team-001")))
        assert len(made.raised) <= 1
    assert found == {(1 if DECISIONS[count - 1][1] else 0, DECISIONS[count - 1][0])}


def test_before_the_freeze_a_fallen_project_just_leaves() -> None:
    """C12: nothing is struck, and it does not come back by an event that was under way."""
    made = round_of(2)
    made.drop("team-001", "C12_WITHDRAWN", at=NOW)
    made.judge(team(1), 5, passed=True, at=LATER)
    assert ([one.team_id for one in made.standing], made.rankings) == (["team-000"], 0)


def test_after_the_freeze_it_is_struck_once_and_another_ranking_follows() -> None:
    """H4: each strike has its number; a project that was not ranked strikes nothing."""
    made = frozen_round()
    made.enter(team(9), at=LATER)
    for name in ("team-001", "team-001", "team-009", "team-000"):
        made.drop(name, "C5_FOREIGN_MATERIAL", at=LATER)
    assert made.frozen is not None
    assert [(one.team_id, one.number) for one in made.frozen.strikes] == [("team-001", 2), ("team-000", 3)]
    assert (made.rankings, made.frozen.team_ids) == (3, ("team-000", "team-001"))


def test_while_it_freezes_nothing_changes_and_a_refused_freeze_lets_experts_go_on() -> None:
    """E6: a second freeze counts as another attempt."""
    made = round_of(2)
    with pytest.raises(Refusal) as refused:
        made.begin_freeze()
    assert refused.value.facts == {"state": "collecting"}
    made.assign(experts(2), scheme(), "seed", at=NOW)
    made.begin_freeze()
    with pytest.raises(Refusal) as again:
        made.begin_freeze()
    assert again.value.facts == {"state": "freezing"}
    made.thaw()
    made.begin_freeze()
    made.freeze(("team-000", "team-001"), at=LATER)
    made.thaw()
    assert (made.state, made.attempt, made.rankings) == (RoundState.FROZEN, 2, 1)


def test_a_conflict_that_was_declared_after_the_assignment_counts_as_a_missing_sheet() -> None:
    """E2: until experts are assigned again."""
    made = round_of(2)
    made.assign(experts(2), scheme(), "seed", at=NOW)
    panel = (expert(0, interests=("team-001",)), expert(1))
    assert (made.unassigned(experts(2)), len(made.counted(experts(2)))) == (0, 4)
    assert (made.unassigned(panel), len(made.counted(panel))) == (1, 3)


def test_a_further_expert_is_for_a_project_of_the_round() -> None:
    """E5: and it stays needed when experts are assigned once more."""
    made = round_of(2)
    with pytest.raises(Refusal) as refused:
        made.assign(experts(4), scheme(), "seed", ("team-009",), at=NOW)
    assert refused.value.code == rules.E5_UNKNOWN_PROJECT
    made.assign(experts(4), scheme(), "seed", ("team-001",), at=NOW)
    made.assign(experts(4), scheme(), "seed", at=NOW)
    assert sorted(one.team_id for one in made.assignments) == ["team-000"] * 2 + ["team-001"] * 3
