"""Chains of relations between participants and organisers are found at any depth, and nothing else is (rule B8)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.affiliations.events import AffiliationsChanged
from services.registration.affiliations.model import (
    BARRING,
    Affiliations,
    Link,
    RelationKind,
    Statement,
    Upper,
    way_between,
)
from tests.unit.services.registration import builders as a

SUBSIDIARY, MINORITY = RelationKind.SUBSIDIARY, RelationKind.MINORITY
Edges = Iterable[tuple[str, RelationKind, str]]


class Register:
    """A register of relations in memory that counts the queries."""

    def __init__(self, edges: Edges) -> None:
        self.edges, self.queries = tuple(edges), 0

    def __call__(self, codes: frozenset[str]) -> Mapping[str, tuple[Upper, ...]]:
        self.queries += 1
        return {
            code: tuple(Upper(uscc=upper, kind=kind) for lower, kind, upper in self.edges if lower == code)
            for code in codes
        }


def chain(*codes: str, kind: RelationKind = SUBSIDIARY) -> list[tuple[str, RelationKind, str]]:
    """Return relations of each organisation to the next."""
    return [(lower, kind, upper) for lower, upper in itertools.pairwise(codes)]


def test_b8_a_chain_of_twelve_levels_is_returned_step_by_step() -> None:
    """B8: from a participant below an organiser, the chain goes up from the participant."""
    codes = [f"c{depth}" for depth in range(13)]
    way = way_between(["c0"], ["c12"], Register(chain(*codes)))
    assert way == tuple(Link(lower=lower, kind=kind, upper=upper) for lower, kind, upper in chain(*codes))


def test_b8_a_parent_of_an_organiser_is_reached_from_the_organiser() -> None:
    """B8: from a participant above an organiser, the chain goes up from the organiser."""
    way = way_between(["top"], ["organiser"], Register(chain("organiser", "middle", "top")))
    assert way is not None
    assert way[0].lower == "organiser"
    assert way[-1].upper == "top"


@pytest.mark.parametrize(
    "edges",
    [
        pytest.param([], id="nothing is known"),
        pytest.param(chain("participant", "common") + chain("organiser", "common"), id="sisters below a common parent"),
        pytest.param(chain("participant", "organiser", kind=MINORITY), id="a minority stake"),
        pytest.param(chain("participant", "organiser", kind=RelationKind.SUBORDINATE), id="a subordinate institution"),
        pytest.param(chain("participant", "x", "y", "participant"), id="a cycle"),
    ],
)
def test_b8_organisations_without_a_barring_chain_may_take_part(edges: Edges) -> None:
    """B8: no chain is found, and the search ends."""
    assert way_between(["participant"], ["organiser"], Register(edges)) is None


def test_b8_a_level_costs_one_query_however_many_organisations_it_has() -> None:
    """B8: the thousand branches of an organiser are never looked up."""
    register = Register([(f"b{number}", RelationKind.BRANCH, "organiser") for number in range(1000)])
    assert way_between(["participant"], ["organiser"], register) is None
    assert register.queries == 1


NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, st.sampled_from(list(RelationKind)), NODES), max_size=25), NODES, NODES)
def test_b8_a_chain_is_found_exactly_if_there_is_one(edges: Edges, participant: str, organiser: str) -> None:
    """B8: on any graph, the result is the same as by following all barring relations; the chain has only the register's."""
    if participant == organiser:
        return
    edges = tuple(edges)

    def above(start: str) -> set[str]:
        reached, frontier = set[str](), {start}
        while frontier:
            frontier = {upper for lower, kind, upper in edges if lower in frontier and kind in BARRING} - reached
            reached |= frontier
        return reached

    way = way_between([participant], [organiser], Register(edges))
    assert (way is not None) == (organiser in above(participant) or participant in above(organiser))
    if way is not None:
        assert {(link.lower, link.kind, link.upper) for link in way} <= set(edges)
        assert [link.upper for link in way[:-1]] == [link.lower for link in way[1:]]
        assert {way[0].lower, way[-1].upper} == {participant, organiser}


def statement(day: int, *, ended: bool = False) -> Statement:
    """Return a statement of the same relation as of a day."""
    as_of = a.APPLIES + timedelta(days=day)
    return Statement(upper="upper", kind=SUBSIDIARY, as_of=as_of, source="register", ended=ended)


@given(st.permutations([statement(1), statement(2, ended=True), statement(3), statement(4, ended=True), statement(4)]))
def test_b8_the_newest_statement_is_in_force_in_whatever_order_they_arrive(order: list[Statement]) -> None:
    """B8: all statements are kept; an older one that arrives later changes nothing; on the same date the end is in force."""
    affiliations = Affiliations(id="lower")
    assert [affiliations.record(statement) for statement in order] == [True] * 5
    assert [affiliations.record(statement) for statement in order] == [False] * 5
    assert len(affiliations.statements) == 5
    assert affiliations.uppers == ()
    assert affiliations.record(statement(5))
    assert affiliations.uppers == (Upper(uscc="upper", kind=SUBSIDIARY),)


def test_b8_a_change_names_all_that_are_or_were_its_parents() -> None:
    """B8: the end of a relation concerns the former parent too; a minority stake concerns nobody."""
    affiliations = Affiliations(id="lower")
    assert affiliations.record(statement(1))
    assert affiliations.record(statement(2, ended=True))
    assert affiliations.record(Statement(upper="fund", kind=MINORITY, as_of=a.APPLIES, source="register"))
    affiliations.raise_changed(a.APPLIES)
    assert [raised.event for raised in affiliations.raised] == [AffiliationsChanged(uscc="lower", uppers=("upper",))]
