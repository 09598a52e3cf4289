"""Review desks and the assignment of cases (A5, D2)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.desks import rules
from services.review.desks.model import Desk, Reviewer
from tests.unit.services.review import builders as a

OTHER_ORGANISATION = frozenset({"elsewhere"})


def cases(*names: str) -> dict[str, frozenset[str]]:
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
    desk.appoint((a.reviewer(0), a.reviewer(0), a.reviewer(2)))
    assert [(reviewer.account_id, reviewer.load) for reviewer in desk.reviewers] == [
        ("reviewer-0", 2),
        ("reviewer-2", 0),
    ]


def test_d2_a_case_of_the_own_organisation_goes_to_another_reviewer_or_waits() -> None:
    """D2: it waits if no reviewer may take it."""
    assert a.desk(2).assign({"own": frozenset({"office-0"})}) == {"own": "reviewer-1"}
    desk = a.desk(1)
    assert desk.assign({"own": frozenset({"office-0"}), "other": OTHER_ORGANISATION}) == {"other": "reviewer-0"}
    assert loads(desk) == [1]


def test_d2_a_reviewer_of_an_organisation_of_the_team_is_refused() -> None:
    """D2: D2_OWN_ORGANISATION for any of the team's organisations; another organisation is accepted."""
    desk = a.desk(1)
    desk.require_eligible("reviewer-0", OTHER_ORGANISATION)
    refused = a.refused(lambda: desk.require_eligible("reviewer-0", OTHER_ORGANISATION | {"office-0"}))
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
    offices = st.frozensets(st.sampled_from([f"office-{number}" for number in range(reviewers)]))
    waiting = {f"c{number}": data.draw(offices) for number in range(count)}
    assigned = a.desk(reviewers).assign(waiting)
    assert assigned == a.desk(reviewers).assign(dict(data.draw(st.permutations(list(waiting.items())))))
    assert sorted(assigned) == sorted(case_id for case_id, barred in waiting.items() if len(barred) < reviewers)
    office_of = {reviewer.account_id: reviewer.organisation_uscc for reviewer in a.desk(reviewers).reviewers}
    assert [case_id for case_id in assigned if office_of[assigned[case_id]] in waiting[case_id]] == []


def test_d2_two_reviewers_of_one_organisation_are_both_barred() -> None:
    """D2: the organisation counts, not the person."""
    desk = Desk(id="110000")
    desk.appoint(tuple(Reviewer(account_id=name, organisation_uscc="office") for name in ("x", "y")))
    assert desk.assign({"own": frozenset({"office"})}) == {}
    for name in ("x", "y"):
        refused = a.refused(lambda name=name: desk.require_eligible(name, frozenset({"office"})))
        assert refused == rules.D2_OWN_ORGANISATION
