"""Review desks and the assignment of cases (A5, D2)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.appointments import changed_appointments
from chassis.facts.roles import AccountFacts, AccountState, Grant, Role
from services.review.desks import rules
from services.review.desks.events import AppointedReviewer, ReviewersAppointed
from services.review.desks.model import Conflicts, Desk, Reviewer
from tests.unit.services.review import builders as a

OTHER_ORGANISATION = Conflicts(usccs=frozenset({"elsewhere"}))


def own(*numbers: int) -> Conflicts:
    """Return the conflicts of a case whose team holds these reviewers' offices."""
    return Conflicts(usccs=frozenset({"elsewhere", *(a.office(number) for number in numbers)}))


def cases(*names: str) -> dict[str, Conflicts]:
    """Return waiting cases that any reviewer may take."""
    return dict.fromkeys(names, OTHER_ORGANISATION)


def loads(desk: Desk) -> list[int]:
    """Return how many cases each reviewer has."""
    return [reviewer.load for reviewer in desk.reviewers]


def test_a5_an_older_scheme_never_overwrites_a_newer() -> None:
    """A5: in whatever order they arrive; the same version again is accepted."""
    desk = a.desk(0)
    for version in (2, 1, 2):
        desk.record_scheme(a.terms(version, recommended_per_track=version))
    assert desk.terms == a.terms(2, recommended_per_track=2)


def test_d2_reviewers_appointed_again_keep_their_load_and_are_listed_once() -> None:
    """D2: a new appointment does not start the count again; who is not named is gone."""
    desk = a.desk(2)
    desk.assign(cases("c1", "c2", "c3"))
    desk.appoint((a.reviewer(0), a.reviewer(0), a.reviewer(2)), at=a.NOW)
    assert [(reviewer.account_id, reviewer.load) for reviewer in desk.reviewers] == [
        ("reviewer-0", 2),
        ("reviewer-2", 0),
    ]


@pytest.mark.parametrize(
    ("seen", "named", "left"),
    [
        ((0, 1), (0, 1, 3), (0, 1, 2, 3)),  # 2 was appointed meanwhile
        ((0, 1), (0,), (0, 2)),
        ((0, 1, 2, 4), (0, 1, 2, 4, 3), (0, 1, 2, 3)),  # 4 was removed meanwhile
        ((), (2, 3), (0, 1, 2, 3)),
        ((0, 1, 2), (), ()),
    ],
)
def test_d2_who_was_appointed_or_removed_meanwhile_stays_so(
    seen: tuple[int, ...], named: tuple[int, ...], left: tuple[int, ...]
) -> None:
    """D2: a list of those who were seen changes what it adds to them and takes from them, and nothing else."""
    desk = a.desk(3)
    changed = changed_appointments(
        desk.reviewers, tuple(map(a.reviewer, named)), {f"reviewer-{number}" for number in seen}
    )
    assert [reviewer.account_id for reviewer in changed] == [f"reviewer-{number}" for number in left]


def test_d2_a_case_of_the_own_organisation_goes_to_another_reviewer_or_waits() -> None:
    """D2: it waits if no reviewer may take it."""
    assert a.desk(2).assign({"own": own(0)}) == {"own": "reviewer-1"}
    desk = a.desk(1)
    assert desk.assign({"own": own(0), "other": OTHER_ORGANISATION}) == {"other": "reviewer-0"}
    assert loads(desk) == [1]


def test_d2_a_reviewer_of_an_organisation_of_the_team_is_refused() -> None:
    """D2: D2_OWN_ORGANISATION for any of the team's organisations; another organisation is accepted."""
    desk = a.desk(1)
    desk.require_eligible("reviewer-0", OTHER_ORGANISATION)
    refused = a.refused(lambda: desk.require_eligible("reviewer-0", own(0)))
    assert refused == rules.D2_OWN_ORGANISATION


def test_d2_only_a_reviewer_of_the_division_gets_a_case() -> None:
    """D2: D2_NOT_A_REVIEWER for any other account."""
    desk = a.desk(1)
    desk.require_eligible("reviewer-0", OTHER_ORGANISATION)
    assert a.refused(lambda: desk.require_eligible("reviewer-1", OTHER_ORGANISATION)) == rules.D2_NOT_A_REVIEWER


def test_d2_a_reassigned_case_changes_both_loads() -> None:
    """D2: without a former reviewer only the new load changes; no load goes below zero."""
    desk = a.desk(2)
    desk.assign(cases("c1"))
    desk.move_case("reviewer-0", "reviewer-1")
    assert loads(desk) == [0, 1]
    desk.move_case("", "reviewer-1")
    assert loads(desk) == [0, 2]
    desk.move_case("reviewer-0", "reviewer-1")
    assert loads(desk) == [0, 3]


@given(st.integers(1, 6), st.lists(st.integers(0, 15), max_size=4))
def test_d2_without_conflicts_loads_differ_by_one_at_most(reviewers: int, batches: list[int]) -> None:
    """D2: also over several rounds of assignment."""
    desk = a.desk(reviewers)
    for batch, count in enumerate(batches):
        desk.assign(cases(*(f"c{batch}-{number}" for number in range(count))))
    assert sum(loads(desk)) == sum(batches)
    assert max(loads(desk)) - min(loads(desk)) <= 1


@settings(deadline=None)
@given(st.data(), st.integers(1, 5), st.integers(0, 12))
def test_d2_assignment_has_no_conflict_forgets_no_case_and_ignores_order(
    data: st.DataObject, reviewers: int, count: int
) -> None:
    """D2: a case waits only if no reviewer may take it, and the order in which cases are found does not matter."""
    numbers = st.frozensets(st.integers(0, reviewers - 1))
    barred = {f"c{number}": data.draw(numbers) for number in range(count)}
    waiting = {case_id: own(*offices) for case_id, offices in barred.items()}
    assigned = a.desk(reviewers).assign(waiting)
    assert assigned == a.desk(reviewers).assign(dict(data.draw(st.permutations(list(waiting.items())))))
    assert sorted(assigned) == sorted(case_id for case_id, offices in barred.items() if len(offices) < reviewers)
    office_of = {reviewer.account_id: reviewer.organisation_uscc for reviewer in a.desk(reviewers).reviewers}
    assert [case_id for case_id in assigned if office_of[assigned[case_id]] in waiting[case_id].usccs] == []


def test_d2_two_reviewers_of_one_organisation_are_both_barred() -> None:
    """D2: the organisation counts, not the person."""
    desk = Desk(id="110000")
    desk.appoint(tuple(Reviewer(account_id=name, organisation_uscc=a.office(0)) for name in ("x", "y")), at=a.NOW)
    assert desk.assign({"own": own(0)}) == {}
    for name in ("x", "y"):
        refused = a.refused(lambda name=name: desk.require_eligible(name, own(0)))
        assert refused == rules.D2_OWN_ORGANISATION


def test_d2_reviewers_are_published_with_their_organisations() -> None:
    """D2, D5: the event names all reviewers, and each appointment and each change of their accounts has its number."""
    desk = Desk(id="110000")
    desk.appoint((a.reviewer(0), a.reviewer(1)), at=a.NOW)
    assert desk.follow_accounts({"reviewer-1": a.account(1, state=AccountState.DISABLED)}, at=a.NOW)
    appointed = [AppointedReviewer(account_id=f"reviewer-{n}", organisation_uscc=a.office(n)) for n in range(2)]
    assert [raised.event for raised in desk.raised] == [
        ReviewersAppointed(division_code="110000", reviewers=tuple(appointed), sequence=1),
        ReviewersAppointed(
            division_code="110000", reviewers=(appointed[0], replace(appointed[1], inactive=True)), sequence=2
        ),
    ]


ELSEWHERE = Grant(Role.REVIEWER, "120000")


@pytest.mark.parametrize(
    "account",
    [a.account(0, state=AccountState.DISABLED), a.account(0, state=AccountState.CLOSED), a.account(0, ELSEWHERE)],
    ids=["disabled", "closed", "in another division"],
)
def test_d2_k1_a_reviewer_without_the_role_gets_no_case_until_that_is_undone(account: AccountFacts) -> None:
    """D2, K1: D2_NOT_A_REVIEWER; an active account with the role is accepted, and its load goes on."""
    desk = a.desk(2)
    desk.assign(cases("c1", "c2", "c3"))
    assert desk.follow_accounts({"reviewer-0": account, "reviewer-1": a.account(1)}, at=a.NOW)
    assert desk.assign(cases("c4", "c5")) == {"c4": "reviewer-1", "c5": "reviewer-1"}
    assert a.refused(lambda: desk.require_eligible("reviewer-0", OTHER_ORGANISATION)) == rules.D2_NOT_A_REVIEWER
    assert desk.follow_accounts({"reviewer-0": a.account(0)}, at=a.NOW)
    assert desk.assign(cases("c6")) == {"c6": "reviewer-0"}
    assert loads(desk) == [3, 3]


def test_d2_a_reviewer_is_judged_by_the_organisation_that_the_account_has_now() -> None:
    """D2: D2_OWN_ORGANISATION for the new one; the former one no longer counts. Nothing happens if nothing changed."""
    desk = a.desk(1)
    assert not desk.follow_accounts({"reviewer-0": a.account(0)}, at=a.NOW)
    moved = replace(a.account(0), organisation_uscc=a.office(5))
    assert desk.follow_accounts({"reviewer-0": moved}, at=a.NOW)
    assert a.refused(lambda: desk.require_eligible("reviewer-0", own(5))) == rules.D2_OWN_ORGANISATION
    desk.require_eligible("reviewer-0", own(0))


def test_d2_a_code_that_was_stored_as_typed_still_bars_its_reviewer() -> None:
    """D2: an earlier release kept codes as they were typed."""
    desk = a.desk(1)
    desk.reviewers = (Reviewer(account_id="x", organisation_uscc=a.office(7).lower() + " "),)
    assert (desk.assign({"own": own(7)}), desk.assign({"other": own(8)})) == ({}, {"other": "x"})


def test_d3_an_account_whose_decision_was_appealed_gets_no_such_case() -> None:
    """D3: D3_OWN_DECISION; another reviewer gets it, and without one it waits."""
    appealed = Conflicts(accounts=frozenset({"reviewer-0"}))
    assert a.desk(2).assign({"c": appealed}) == {"c": "reviewer-1"}
    desk = a.desk(1)
    assert desk.assign({"c": appealed}) == {}
    assert a.refused(lambda: desk.require_eligible("reviewer-0", appealed)) == rules.D3_OWN_DECISION
    desk.require_eligible("reviewer-0", OTHER_ORGANISATION)


def test_d2_the_host_does_not_act_for_a_team_of_an_organiser() -> None:
    """B8, D2: D2_HOSTS_OWN_ORGANISATION, however the code was written; any other team is accepted."""
    desk = a.desk(1)
    desk.require_no_own_team("host", "", own(3))
    desk.record_scheme(a.terms(organisers=(a.office(3).lower(),)))
    assert a.refused(lambda: desk.require_no_own_team("host", "", own(3))) == rules.D2_HOSTS_OWN_ORGANISATION
    desk.require_no_own_team("host", "", own(4))


def test_d2_nobody_acts_in_the_case_of_a_team_that_holds_the_own_organisation() -> None:
    """D2: D2_OWN_ORGANISATION by the organisation of the host's or the secretariat's account; others are accepted."""
    desk = a.desk(1)
    assert a.refused(lambda: desk.require_no_own_team("host", a.office(3), own(3))) == rules.D2_OWN_ORGANISATION
    assert a.refused(lambda: own(3).require_no_own_team("s", a.office(3))) == rules.D2_OWN_ORGANISATION
    desk.require_no_own_team("host", a.office(4), own(3))
    own(3).require_no_own_team("s", "")


def test_d2_nobody_reviews_a_team_that_they_act_for_themselves() -> None:
    """D2: D2_OWN_ORGANISATION for reviewer and host, whatever organisation they state; other accounts are accepted."""
    members = Conflicts(members=frozenset({"reviewer-0", "host"}))
    desk = a.desk(2)
    assert desk.assign({"c": members}) == {"c": "reviewer-1"}
    assert a.refused(lambda: desk.require_eligible("reviewer-0", members)) == rules.D2_OWN_ORGANISATION
    assert a.refused(lambda: desk.require_no_own_team("host", "", members)) == rules.D2_OWN_ORGANISATION
    desk.require_eligible("reviewer-1", members)
    desk.require_no_own_team("host-2", "", members)
