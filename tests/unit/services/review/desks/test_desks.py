"""Desks and who reviews what (A5, D2)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.desks import rules
from services.review.desks.model import Desk, Reviewer
from tests.unit.services.review import builders as a

ELSEWHERE = frozenset({"elsewhere"})


def loads(of: Desk) -> list[int]:
    """How many cases each was given."""
    return [one.load for one in of.reviewers]


def test_a5_an_older_scheme_never_overwrites_a_newer() -> None:
    """A5: in whatever order they arrive; the same again is taken as it is."""
    made = a.desk(0)
    for version in (2, 1, 2):
        made.learn_scheme(a.terms(version, recommended_per_track=version))
    assert made.terms == a.terms(2, recommended_per_track=2)


def test_d2_who_stays_keeps_the_load_and_nobody_is_appointed_twice() -> None:
    """D2: a new appointment does not start the count again; who leaves is gone."""
    made = a.desk(2)
    made.assign([("c1", ELSEWHERE), ("c2", ELSEWHERE), ("c3", ELSEWHERE)])
    made.appoint((a.reviewer(0), a.reviewer(0), a.reviewer(2)))
    assert [(one.account_id, one.load) for one in made.reviewers] == [("reviewer-0", 2), ("reviewer-2", 0)]


def test_d2_an_own_organisations_case_goes_to_another_or_waits() -> None:
    """D2: given to whoever may, and to nobody where nobody may."""
    assert a.desk(2).assign([("own", frozenset({"office-0"}))]) == {"own": "reviewer-1"}
    alone = a.desk(1)
    assert alone.assign([("own", frozenset({"office-0"})), ("other", ELSEWHERE)]) == {"other": "reviewer-0"}
    assert loads(alone) == [1]


def test_d2_own_organisation_is_refused_and_another_accepted() -> None:
    """D2: D2_OWN_ORGANISATION, by any organisation of the team."""
    made = a.desk(1)
    made.require_reviewer("reviewer-0", ELSEWHERE)
    assert a.refused(lambda: made.require_reviewer("reviewer-0", ELSEWHERE | {"office-0"})) == rules.D2_OWN_ORGANISATION


def test_d2_only_a_reviewer_of_the_division_gets_a_case() -> None:
    """D2: D2_NOT_A_REVIEWER for any other account."""
    made = a.desk(1)
    made.require_reviewer("reviewer-0", ELSEWHERE)
    assert a.refused(lambda: made.require_reviewer("reviewer-1", ELSEWHERE)) == rules.D2_NOT_A_REVIEWER


def test_d2_a_case_that_changes_hands_changes_the_loads() -> None:
    """D2: from one to the other; from nobody it only counts for the new one; no load goes below none."""
    made = a.desk(2)
    made.assign([("c1", ELSEWHERE)])
    made.move("reviewer-0", "reviewer-1")
    assert loads(made) == [0, 1]
    made.move("", "reviewer-1")
    assert loads(made) == [0, 2]
    made.move("reviewer-0", "reviewer-1")
    assert loads(made) == [0, 3]


@given(st.integers(1, 6), st.lists(st.integers(0, 15), max_size=4))
def test_d2_without_conflicts_loads_differ_by_one_at_most(reviewers: int, batches: list[int]) -> None:
    """D2: also over several rounds of assignment."""
    made = a.desk(reviewers)
    for batch, count in enumerate(batches):
        made.assign((f"c{batch}-{number}", ELSEWHERE) for number in range(count))
    assert sum(loads(made)) == sum(batches)
    assert max(loads(made)) - min(loads(made)) <= 1


@settings(deadline=None)
@given(st.data(), st.integers(1, 5), st.integers(0, 12))
def test_d2_no_conflict_nobody_left_out_and_the_same_whatever_the_order(
    data: st.DataObject, reviewers: int, count: int
) -> None:
    """D2: a case waits only where nobody may take it, and the order in which cases are found does not matter."""
    offices = st.frozensets(st.sampled_from([f"office-{number}" for number in range(reviewers)]))
    cases = [(f"c{number}", data.draw(offices)) for number in range(count)]
    given_ = a.desk(reviewers).assign(cases)
    assert given_ == a.desk(reviewers).assign(data.draw(st.permutations(cases)))
    assert sorted(given_) == sorted(name for name, barred in cases if len(barred) < reviewers)
    office_of = {one.account_id: one.organisation_uscc for one in a.desk(reviewers).reviewers}
    assert [name for name, barred in cases if name in given_ and office_of[given_[name]] in barred] == []


def test_d2_of_two_reviewers_of_one_office_neither_gets_its_case() -> None:
    """D2: it is the organisation that counts, not the person."""
    made = Desk(id="110000")
    made.appoint(tuple(Reviewer(account_id=name, organisation_uscc="office") for name in ("x", "y")))
    assert made.assign([("own", frozenset({"office"}))]) == {}
    for name in ("x", "y"):
        refused = a.refused(lambda name=name: made.require_reviewer(name, frozenset({"office"})))
        assert refused == rules.D2_OWN_ORGANISATION
