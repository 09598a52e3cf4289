"""Panels and assignment (E1, E2, G1)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.scoring.model import rules
from services.scoring.model.facts import Organisation, OrganisationKind
from services.scoring.model.panel import Panel, assign, drawn_order
from tests.unit.services.scoring.builders import NOW, expert, experts, scheme, team

TEAMS = [team(number) for number in range(6)]


def test_an_own_project_is_never_scored() -> None:
    """E2: not by account, not by organisation, and anyone else may."""
    assert expert(1).may_score(team(1))
    assert not expert(1, account_id="participant-1").may_score(team(1))
    assert not expert(1, organisation_uscc="TEAM1").may_score(team(1))
    partner = Organisation(uscc="EXPERT1", name="合成测试高校", kind=OrganisationKind.UNIVERSITY)
    assert not expert(1).may_score(team(1, co_organisations=(partner,)))


def test_a_declared_interest_bars_the_team_or_the_organisation() -> None:
    """E2: by team id or by organisation code, and only those."""
    by_team, by_organisation = expert(1, interests=("team-001",)), expert(1, interests=("TEAM1",))
    assert (by_team.may_score(team(1)), by_team.may_score(team(2))) == (False, True)
    assert (by_organisation.may_score(team(1)), by_organisation.may_score(team(2))) == (False, True)


def test_what_is_declared_stays_declared() -> None:
    """E1, E2: a new appointment of the same expert does not forget an interest."""
    panel = Panel(id="division-110000")
    panel.appoint(experts(2))
    panel.declare("expert-1", ("team-001",))
    panel.declare("expert-1", ("TEAM2",))
    panel.appoint((expert(1), expert(1), expert(2)))
    assert [(one.account_id, one.interests) for one in panel.experts] == [
        ("expert-1", ("TEAM2", "team-001")),
        ("expert-2", ()),
    ]


def test_only_an_expert_of_the_panel_declares() -> None:
    """E1: another account is refused."""
    panel = Panel(id="final", experts=experts(1))
    with pytest.raises(Refusal) as refused:
        panel.declare("expert-9", ("team-001",))
    assert refused.value.code == rules.E1_NOT_ON_PANEL


def test_an_older_scheme_never_overwrites_a_newer() -> None:
    """A5: in whatever order they arrive."""
    panel = Panel(id="division-110000")
    panel.learn_scheme(2, scheme(decimals=3))
    panel.learn_scheme(1, scheme(decimals=1))
    assert (panel.scheme_version, panel.scheme) == (2, scheme(decimals=3))


def test_each_project_gets_its_number_of_experts() -> None:
    """E2: accepted where enough may score, refused with the count where not."""
    given_ = assign(TEAMS, experts(3), "industry", 2, "seed")
    assert Counter(one.team_id for one in given_) == {one.team_id: 2 for one in TEAMS}
    barred = (expert(0, interests=("team-003",)), expert(1, interests=("TEAM3",)), expert(2))
    with pytest.raises(Refusal) as refused:
        assign(TEAMS, barred, "industry", 2, "seed")
    assert refused.value.code == rules.E2_NOT_ENOUGH_EXPERTS
    assert refused.value.facts == {"team": "team-003", "needed": "2", "able": "1"}


def test_experts_of_another_track_are_not_taken() -> None:
    """E2: the experts of the project's track, and those appointed for all."""
    panel = (expert(0, tracks=("finance",)), expert(1, tracks=("industry", "finance")), expert(2))
    given_ = assign(TEAMS, panel, "industry", 2, "seed")
    assert {one.account_id for one in given_} == {"expert-1", "expert-2"}


def test_the_drawn_order_comes_from_the_seed_alone() -> None:
    """G1: whoever knows the seed draws the same order; another seed draws another."""
    order = drawn_order(TEAMS, "published")
    assert order == drawn_order(list(reversed(TEAMS)), "published")
    assert sorted(order, key=lambda one: one.team_id) == TEAMS
    assert order != drawn_order(TEAMS, "another")


@settings(max_examples=60, deadline=None)
@given(projects=st.integers(1, 25), people=st.integers(1, 9), data=st.data(), seed=st.text(min_size=1, max_size=8))
def test_without_interests_loads_differ_by_one_at_most(
    projects: int, people: int, data: st.DataObject, seed: str
) -> None:
    """E2: evenly spread, and every project has its experts, all different."""
    each = data.draw(st.integers(1, people))
    teams, panel = [team(number) for number in range(projects)], experts(people)
    given_ = assign(teams, panel, "industry", each, seed)
    loads = Counter({one.account_id: 0 for one in panel})
    loads.update(one.account_id for one in given_)
    assert max(loads.values()) - min(loads.values()) <= 1
    assert len(set(given_)) == len(given_) == projects * each


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
        expert(number, interests=tuple(team(other).team_id for who, other in barred if who == number))
        for number in range(8)
    ]
    teams = [team(number) for number in range(12)]
    able = {one.team_id: [who for who in panel if who.may_score(one)] for one in teams}
    if any(len(one) < 3 for one in able.values()):
        with pytest.raises(Refusal) as refused:
            assign(teams, panel, "industry", 3, seed)
        assert refused.value.code == rules.E2_NOT_ENOUGH_EXPERTS
        return
    given_ = assign(teams, panel, "industry", 3, seed)
    assert given_ == assign([teams[place] for place in order], panel[::-1], "industry", 3, seed)
    assert all(one.account_id in {who.account_id for who in able[one.team_id]} for one in given_)
    assert Counter(one.team_id for one in given_) == {one.team_id: 3 for one in teams}


def test_a_recusal_needs_a_reason_and_survives_a_new_appointment() -> None:
    """E2: also where the expert was off the panel in between."""
    panel = Panel(id="division-110000", experts=experts(2))
    with pytest.raises(Refusal) as refused:
        panel.recuse("expert-1", "team-001", " ", at=NOW)
    assert refused.value.code == rules.E3_REASON_MISSING
    for _ in range(2):
        panel.recuse("expert-1", "team-001", "曾任顾问", at=NOW)
    assert [(one.account_id, one.team_id) for one in panel.recusals] == [("expert-1", "team-001")]
    panel.appoint((expert(0),))
    panel.appoint(experts(2))
    again = panel.expert("expert-1")
    assert again is not None
    assert not again.may_score(team(1))


def test_what_is_assigned_stays_when_a_project_comes_late() -> None:
    """E2: work that is done is not thrown away; a conflict that was declared since is the exception."""
    first = assign(TEAMS, experts(5), "industry", 2, "seed")
    later = assign([*TEAMS, team(9)], experts(5), "industry", 2, "another seed", kept=first)
    assert set(first) < set(later)
    assert len(later) == len(first) + 2
    barred = first[0]
    panel = tuple(
        expert(n, interests=(barred.team_id,)) if f"expert-{n}" == barred.account_id else expert(n) for n in range(5)
    )
    mended = assign(TEAMS, panel, "industry", 2, "seed", kept=first)
    assert set(first) - set(mended) == {barred}
    assert Counter(one.team_id for one in mended) == {one.team_id: 2 for one in TEAMS}


def test_a_further_expert_comes_on_top() -> None:
    """E5: for the project named, once for each time it is named; refused where nobody is left."""
    first = assign(TEAMS, experts(4), "industry", 2, "seed")
    more = assign(TEAMS, experts(4), "industry", 2, "seed", kept=first, further=("team-002", "team-002"))
    assert set(first) < set(more)
    assert Counter(one.team_id for one in more)["team-002"] == 4
    with pytest.raises(Refusal) as refused:
        assign(TEAMS, experts(4), "industry", 2, "seed", kept=first, further=("team-002",) * 3)
    assert refused.value.facts == {"team": "team-002", "needed": "5", "able": "4"}


def test_there_is_no_scoring_before_the_scheme_has_come() -> None:
    """E3: E3_UNKNOWN_SCHEME until then, and then by it."""
    panel = Panel(id="division-110000")
    with pytest.raises(Refusal) as refused:
        panel.require_scheme()
    assert refused.value.code == rules.E3_UNKNOWN_SCHEME
    panel.learn_scheme(1, scheme())
    assert panel.require_scheme() == scheme()
