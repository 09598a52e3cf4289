"""Rounds (E2, E6, G1, C12, H4)."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from dasai.common.v1 import contest_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.edition import load_edition
from chassis.facts.schemes import Aggregation, Stage
from chassis.kernel.refusal import Refusal
from chassis.mapping import to_message
from services.scoring.rounds import rules, wire
from services.scoring.rounds.events import ExpertsAssigned, RankingReopened, RoundOpened
from services.scoring.rounds.model.assignment import drawn_order
from services.scoring.rounds.model.round import Round, RoundState, round_id
from services.scoring.rounds.settings import final_scheme
from services.scoring.shared.rules import E3_REASON_MISSING
from tests.unit.services.scoring.builders import (
    LATER,
    NOW,
    make_expert,
    make_experts,
    make_round,
    make_scheme,
    make_team,
)


def test_a_round_is_named_by_stage_division_and_track() -> None:
    """The final has no division."""
    assert round_id(Stage.DIVISION, "110000", "industry") == "division-110000-industry"
    assert round_id(Stage.FINAL, "110000", "industry") == "final-industry"
    assert Round.empty(Stage.FINAL, "110000", "industry").division_code == ""


def test_the_first_project_opens_the_round() -> None:
    """By one event; a project that comes twice is entered once."""
    round_ = Round.empty(Stage.DIVISION, "110000", "industry")
    for number in (1, 2, 1):
        round_.enter(make_team(number), at=NOW)
    assert [raised.event for raised in round_.raised] == [
        RoundOpened(round_id="division-110000-industry", stage=Stage.DIVISION, division_code="110000", track="industry")
    ]
    assert [team.team_id for team in round_.contenders] == ["team-001", "team-002"]


def test_every_contender_is_assigned() -> None:
    """E2: and no project that left the contest."""
    round_ = make_round(4)
    round_.gone = ("team-002",)
    round_.assign(make_experts(3), make_scheme(), "seed", at=NOW)
    assert round_.state is RoundState.SCORING
    assert {assignment.team_id for assignment in round_.assignments} == {"team-000", "team-001", "team-003"}
    assert [raised.event for raised in round_.raised] == [
        ExpertsAssigned(round_id=round_.id, seed="seed", sheets=6, division_code=round_.division_code)
    ]


def test_a_round_is_judged_as_it_began_whatever_is_published_later() -> None:
    """A5: experts assigned again after a new version of the scheme score by the one they began with."""
    round_ = make_round(2)
    round_.assign(make_experts(3), make_scheme(decimals=2), "seed", at=NOW)
    round_.assign(make_experts(3), make_scheme(decimals=3), "seed", at=LATER)
    assert round_.scheme == make_scheme(decimals=2)


def test_a_round_without_projects_is_not_assigned() -> None:
    """E2: nothing ever entered, or all left."""
    for round_ in (make_round(0), make_round(1)):
        round_.gone = ("team-000",)
        with pytest.raises(Refusal) as refused:
            round_.assign(make_experts(3), make_scheme(), "seed", at=NOW)
        assert refused.value.code == rules.E2_NO_PROJECTS


def test_in_the_final_the_order_is_drawn_from_the_seed() -> None:
    """G1: in a division nothing is drawn."""
    final, division = make_round(8, Stage.FINAL), make_round(8)
    for round_ in (final, division):
        round_.assign(make_experts(3), make_scheme(), "published", at=NOW)
    teams = tuple(make_team(number) for number in range(8))
    assert final.entries == drawn_order(teams, "published")
    assert final.entries != teams
    assert division.entries == teams


def make_frozen_round() -> Round:
    """Make a round in the state that a freeze leaves behind."""
    round_ = make_round(2)
    round_.assign(make_experts(2), make_scheme(), "seed", at=NOW)
    round_.take_events()
    round_.begin_freeze()
    round_.freeze(tuple(team.team_id for team in round_.contenders), at=NOW)
    return round_


def test_a_frozen_round_is_reopened_with_a_reason_only() -> None:
    """E6: what was frozen stays on record by its own number."""
    round_ = make_frozen_round()
    with pytest.raises(Refusal) as refused:
        round_.reopen("  ", at=LATER)
    assert refused.value.code == E3_REASON_MISSING
    round_.reopen("复核分数", at=LATER)
    assert (round_.state, round_.rankings) == (RoundState.SCORING, 1)
    assert [raised.event for raised in round_.raised] == [
        RankingReopened(ranking_id="division-110000-industry-1", round_id=round_.id, reason="复核分数")
    ]


@pytest.mark.parametrize("state", [RoundState.COLLECTING, RoundState.SCORING, RoundState.FREEZING])
def test_only_a_frozen_round_is_reopened(state: RoundState) -> None:
    """E6."""
    round_ = make_round(1)
    round_.state = state
    with pytest.raises(Refusal) as refused:
        round_.reopen("复核分数", at=LATER)
    assert (refused.value.code, refused.value.facts) == (rules.E6_WRONG_STATE, {"state": state.value})


def test_a_frozen_round_is_not_assigned_again() -> None:
    """E6: before a freeze it may be, for a project that came late."""
    round_ = make_round(2)
    round_.assign(make_experts(3), make_scheme(), "seed", at=NOW)
    round_.enter(make_team(7), at=LATER)
    round_.assign(make_experts(3), make_scheme(), "seed", at=LATER)
    assert len(round_.assignments) == 6
    round_.begin_freeze()
    with pytest.raises(Refusal) as refused:
        round_.assign(make_experts(3), make_scheme(), "seed", at=LATER)
    assert refused.value.code == rules.E6_WRONG_STATE


DECISIONS = ((1, True), (2, False), (2, True), (3, False), (3, True))


@pytest.mark.parametrize("count", range(1, len(DECISIONS) + 1))
def test_decisions_come_to_the_same_in_any_order(count: int) -> None:
    """D1, D3: the newest submission decides, and of one submission a pass that an appeal brought is the last word."""
    outcomes = set()
    for order in permutations(DECISIONS[:count]):
        round_ = Round.empty(Stage.DIVISION, "110000", "industry")
        for number, passed in (*order, order[0]):
            round_.judge(make_team(1), number, passed=passed, at=NOW)
        outcomes.add((len(round_.contenders), round_.submission_number("team-001")))
        assert len(round_.raised) <= 1
    assert outcomes == {(1 if DECISIONS[count - 1][1] else 0, DECISIONS[count - 1][0])}


def test_before_the_freeze_a_project_just_leaves() -> None:
    """C12: nothing is struck, and it does not come back by an event that was under way."""
    round_ = make_round(2)
    round_.drop("team-001", "C12_WITHDRAWN", at=NOW)
    round_.judge(make_team(1), 5, passed=True, at=LATER)
    assert ([team.team_id for team in round_.contenders], round_.rankings) == (["team-000"], 0)


def test_after_the_freeze_a_project_is_struck_once_and_another_ranking_follows() -> None:
    """H4: each strike has its number; a project that was not ranked strikes nothing."""
    round_ = make_frozen_round()
    round_.enter(make_team(9), at=LATER)
    for name in ("team-001", "team-001", "team-009", "team-000"):
        round_.drop(name, "C5_FOREIGN_MATERIAL", at=LATER)
    assert round_.frozen is not None
    assert [(strike.team_id, strike.number) for strike in round_.frozen.strikes] == [("team-001", 2), ("team-000", 3)]
    assert (round_.rankings, round_.frozen.team_ids) == (3, ("team-000", "team-001"))


def test_while_it_freezes_nothing_changes_and_a_refused_freeze_lets_experts_go_on() -> None:
    """E6: a second freeze counts as another attempt."""
    round_ = make_round(2)
    with pytest.raises(Refusal) as refused:
        round_.begin_freeze()
    assert refused.value.facts == {"state": "collecting"}
    round_.assign(make_experts(2), make_scheme(), "seed", at=NOW)
    round_.begin_freeze()
    with pytest.raises(Refusal) as again:
        round_.begin_freeze()
    assert again.value.facts == {"state": "freezing"}
    round_.thaw()
    round_.begin_freeze()
    round_.freeze(("team-000", "team-001"), at=LATER)
    round_.thaw()
    assert (round_.state, round_.attempt, round_.rankings) == (RoundState.FROZEN, 2, 1)


def test_a_conflict_that_was_declared_after_the_assignment_counts_as_a_missing_sheet() -> None:
    """E2: until experts are assigned again."""
    round_ = make_round(2)
    round_.assign(make_experts(2), make_scheme(), "seed", at=NOW)
    panel = (make_expert(0, interests=("team-001",)), make_expert(1))
    assert (round_.count_unassigned(make_experts(2)), len(round_.admissible_assignments(make_experts(2)))) == (0, 4)
    assert (round_.count_unassigned(panel), len(round_.admissible_assignments(panel))) == (1, 3)


def test_a_further_expert_is_for_a_project_of_the_round() -> None:
    """E5: and it stays needed when experts are assigned once more."""
    round_ = make_round(2)
    with pytest.raises(Refusal) as refused:
        round_.assign(make_experts(4), make_scheme(), "seed", ("team-009",), at=NOW)
    assert refused.value.code == rules.E5_UNKNOWN_PROJECT
    round_.assign(make_experts(4), make_scheme(), "seed", ("team-001",), at=NOW)
    round_.assign(make_experts(4), make_scheme(), "seed", at=NOW)
    assert sorted(assignment.team_id for assignment in round_.assignments) == ["team-000"] * 2 + ["team-001"] * 3


def test_only_a_pass_lets_a_project_be_scored() -> None:
    """E2: rejected, returned or asked for more, it is not."""
    facts = to_message(make_team(1), contest_pb2.TeamFacts)
    outcomes = (review.OUTCOME_REJECTED, review.OUTCOME_RETURNED, review.OUTCOME_SUPPLEMENT, review.OUTCOME_PASSED)
    requests = [
        wire.judge_team(review.CaseDecided(team=facts, submission_number=3, outcome=outcome)) for outcome in outcomes
    ]
    assert [request.passed for request in requests] == [False, False, False, True]
    assert {(request.team, request.submission_number) for request in requests} == {(make_team(1), 3)}


def test_finalists_enter_the_final() -> None:
    """F8: all of the list."""
    facts = to_message(make_team(1), contest_pb2.TeamFacts)
    event = review.FinalistsConfirmed(finalists=[review.Finalist(team=facts, recommender_id="110000")])
    assert wire.enter_finalists(event).teams == (make_team(1),)


def test_the_finals_scheme_is_the_editions() -> None:
    """A1, E4: as configured for the final, not for divisions."""
    edition = load_edition(Path("editions/2024.yaml"))
    scheme = final_scheme(edition)
    assert [(criterion.id, criterion.weight) for criterion in scheme.rubric] == [
        (criterion.id, format(criterion.weight, "f")) for criterion in edition.scoring.criteria
    ]
    assert (scheme.experts_per_project, scheme.decimals) == (
        edition.scoring.experts_per_project.final,
        edition.scoring.decimals,
    )
    assert (scheme.aggregation, scheme.tie_breakers) == (Aggregation.MEAN, edition.scoring.tie_breakers)


def test_no_view_shows_whom_a_person_key_belongs_to() -> None:
    """K1, K4: not even if another service still sends keys."""
    facts = to_message(make_team(1), contest_pb2.TeamFacts, person_keys=("person-1",))
    request = wire.judge_team(review.CaseDecided(team=facts, outcome=review.OUTCOME_PASSED))
    round_ = make_round(0)
    round_.judge(request.team, 1, passed=request.passed, at=NOW)
    shown = wire.round_view(round_).entries
    assert [(team.team_id, list(team.person_keys)) for team in shown] == [("team-001", [])]
