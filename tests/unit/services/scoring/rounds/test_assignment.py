"""The assignment of experts and the drawn order (E2, E5, G1)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.scoring.rounds import rules
from services.scoring.rounds.model.assignment import Assignment, admissible, assign
from services.scoring.rounds.model.drawing import drawn_order
from tests.unit.services.scoring.builders import make_expert, make_experts, make_team

TEAMS = [make_team(number) for number in range(6)]


def test_each_project_gets_its_number_of_experts() -> None:
    """E2: accepted if enough may score, refused with the count if not."""
    assignments = assign(TEAMS, make_experts(3), "industry", 2, "seed")
    assert Counter(assignment.team_id for assignment in assignments) == {team.team_id: 2 for team in TEAMS}
    barred = (make_expert(0, interests=("team-003",)), make_expert(1, interests=("TEAM3",)), make_expert(2))
    with pytest.raises(Refusal) as refused:
        assign(TEAMS, barred, "industry", 2, "seed")
    assert refused.value.code == rules.E2_NOT_ENOUGH_EXPERTS
    assert refused.value.facts == {"team": "team-003", "needed": "2", "able": "1"}


def test_experts_of_another_track_are_not_taken() -> None:
    """E2: the experts of the project's track, and those appointed for all."""
    panel = (make_expert(0, tracks=("finance",)), make_expert(1, tracks=("industry", "finance")), make_expert(2))
    assignments = assign(TEAMS, panel, "industry", 2, "seed")
    assert {assignment.account_id for assignment in assignments} == {"expert-1", "expert-2"}


def test_e2_a_further_expert_takes_what_one_without_the_role_has_not_submitted() -> None:
    """E2: submitted sheets count and stay; E2_NOT_ENOUGH_EXPERTS only if those and the active ones together are too few."""
    kept = assign(TEAMS, make_experts(2), "industry", 2, "seed")
    panel = (make_expert(0, inactive=True), make_expert(1), make_expert(2))
    submitted = [Assignment(team_id=team.team_id, account_id="expert-0") for team in TEAMS[:2]]
    assert set(kept) - set(admissible(kept, TEAMS, panel, "industry", submitted)) == {
        Assignment(team_id=team.team_id, account_id="expert-0") for team in TEAMS[2:]
    }
    again = assign(TEAMS, panel, "industry", 2, "seed", kept=kept, submitted=submitted)
    by_expert = Counter(assignment.account_id for assignment in again)
    assert by_expert == {"expert-0": 2, "expert-1": 6, "expert-2": 4}
    done = [Assignment(team_id=team.team_id, account_id="expert-0") for team in TEAMS]
    assert set(assign(TEAMS, panel[:2], "industry", 2, "seed", kept=kept, submitted=done)) == set(kept)
    with pytest.raises(Refusal) as refused:
        assign(TEAMS, panel[:2], "industry", 2, "seed", kept=kept, submitted=submitted)
    assert refused.value.code == rules.E2_NOT_ENOUGH_EXPERTS


def test_the_drawn_order_comes_from_the_seed_alone() -> None:
    """G1: whoever knows the seed draws the same order; another seed draws another."""
    order = drawn_order(TEAMS, "published")
    assert order == drawn_order(list(reversed(TEAMS)), "published")
    assert sorted(order, key=lambda team: team.team_id) == TEAMS
    assert order != drawn_order(TEAMS, "another")


@settings(max_examples=60, deadline=None)
@given(projects=st.integers(1, 25), people=st.integers(1, 9), data=st.data(), seed=st.text(min_size=1, max_size=8))
def test_without_interests_loads_differ_by_one_at_most(
    projects: int, people: int, data: st.DataObject, seed: str
) -> None:
    """E2: evenly spread, and every project has its experts, all different."""
    each = data.draw(st.integers(1, people))
    teams, panel = [make_team(number) for number in range(projects)], make_experts(people)
    assignments = assign(teams, panel, "industry", each, seed)
    loads = Counter({expert.account_id: 0 for expert in panel})
    loads.update(assignment.account_id for assignment in assignments)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert len(set(assignments)) == len(assignments) == projects * each


@settings(max_examples=60, deadline=None)
@given(
    barred=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 11)), max_size=12),
    order=st.permutations(range(12)),
    seed=st.text(min_size=1, max_size=8),
)
def test_same_input_and_seed_same_result_and_no_conflict(
    barred: list[tuple[int, int]], order: list[int], seed: str
) -> None:
    """E2: whatever the order in which projects and experts are known."""
    panel = [
        make_expert(
            number, interests=tuple(make_team(project).team_id for expert, project in barred if expert == number)
        )
        for number in range(8)
    ]
    teams = [make_team(number) for number in range(12)]
    able = {team.team_id: {expert.account_id for expert in panel if expert.may_score(team)} for team in teams}
    if any(len(experts) < 3 for experts in able.values()):
        with pytest.raises(Refusal) as refused:
            assign(teams, panel, "industry", 3, seed)
        assert refused.value.code == rules.E2_NOT_ENOUGH_EXPERTS
        return
    assignments = assign(teams, panel, "industry", 3, seed)
    assert assignments == assign([teams[place] for place in order], panel[::-1], "industry", 3, seed)
    assert all(assignment.account_id in able[assignment.team_id] for assignment in assignments)
    assert Counter(assignment.team_id for assignment in assignments) == {team.team_id: 3 for team in teams}


def test_assignments_stay_when_a_project_is_added_late() -> None:
    """E2: work that is done is not thrown away, unless a conflict was declared since."""
    first = assign(TEAMS, make_experts(5), "industry", 2, "seed")
    later = assign([*TEAMS, make_team(9)], make_experts(5), "industry", 2, "another seed", kept=first)
    assert set(first) < set(later)
    assert len(later) == len(first) + 2
    barred = first[0]
    panel = tuple(
        make_expert(number, interests=(barred.team_id,))
        if f"expert-{number}" == barred.account_id
        else make_expert(number)
        for number in range(5)
    )
    mended = assign(TEAMS, panel, "industry", 2, "seed", kept=first)
    assert set(first) - set(mended) == {barred}
    assert Counter(assignment.team_id for assignment in mended) == {team.team_id: 2 for team in TEAMS}


def test_a_further_expert_is_added_to_the_others() -> None:
    """E5: for the project named, once for each time it is named; refused if nobody is left."""
    first = assign(TEAMS, make_experts(4), "industry", 2, "seed")
    more = assign(TEAMS, make_experts(4), "industry", 2, "seed", kept=first, further=("team-002", "team-002"))
    assert set(first) < set(more)
    assert Counter(assignment.team_id for assignment in more)["team-002"] == 4
    with pytest.raises(Refusal) as refused:
        assign(TEAMS, make_experts(4), "industry", 2, "seed", kept=first, further=("team-002",) * 3)
    assert refused.value.facts == {"team": "team-002", "needed": "5", "able": "4"}
