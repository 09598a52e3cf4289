"""B8: ways up to an organiser are found at any depth, and nothing else is."""

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
    """Relations in memory, which counts what it is asked."""

    def __init__(self, edges: Edges) -> None:
        self.edges, self.asked = tuple(edges), 0

    def __call__(self, codes: frozenset[str]) -> Mapping[str, tuple[Upper, ...]]:
        self.asked += 1
        return {
            code: tuple(Upper(uscc=upper, kind=kind) for lower, kind, upper in self.edges if lower == code)
            for code in codes
        }


def chain(*codes: str, kind: RelationKind = SUBSIDIARY) -> list[tuple[str, RelationKind, str]]:
    """Each belongs to the next."""
    return [(lower, kind, upper) for lower, upper in itertools.pairwise(codes)]


def test_b8_a_way_of_any_depth_is_told_step_by_step() -> None:
    """B8: refused as a descendant, twelve levels below; the way is told from the participant up."""
    codes = [f"c{depth}" for depth in range(13)]
    way = way_between(["c0"], ["c12"], Register(chain(*codes)))
    assert way == tuple(Link(lower=lower, kind=kind, upper=upper) for lower, kind, upper in chain(*codes))


def test_b8_a_parent_of_an_organiser_is_met_from_the_organiser() -> None:
    """B8: refused as an ancestor; the way is told from the organiser up."""
    way = way_between(["top"], ["organiser"], Register(chain("organiser", "middle", "top")))
    assert way is not None
    assert (way[0].lower, way[-1].upper) == ("organiser", "top")


@pytest.mark.parametrize(
    "edges",
    [
        pytest.param([], id="nothing is known"),
        pytest.param(chain("one", "common") + chain("organiser", "common"), id="sisters below a common parent"),
        pytest.param(chain("one", "organiser", kind=MINORITY), id="a minority stake"),
        pytest.param(chain("one", "organiser", kind=RelationKind.SUBORDINATE), id="a subordinate institution"),
        pytest.param(chain("one", "x", "y", "one"), id="a cycle"),
    ],
)
def test_b8_others_take_part(edges: Edges) -> None:
    """B8: accepted, and the walk ends."""
    assert way_between(["one"], ["organiser"], Register(edges)) is None


def test_b8_a_level_costs_one_question_however_wide() -> None:
    """B8: an organiser with a thousand branches is asked about once."""
    register = Register([(f"b{number}", RelationKind.BRANCH, "organiser") for number in range(1000)])
    assert way_between(["one"], ["organiser"], register) is None
    assert register.asked == 1


NODES = st.sampled_from("abcdefgh")


@given(st.lists(st.tuples(NODES, st.sampled_from(list(RelationKind)), NODES), max_size=25), NODES, NODES)
def test_b8_a_way_is_found_exactly_where_there_is_one(edges: Edges, one: str, organiser: str) -> None:
    """B8: on any graph, the same as following every barring relation by hand; and the way told is one of the register's."""
    if one == organiser:
        return
    edges = tuple(edges)

    def above(start: str) -> set[str]:
        found, front = set(), {start}
        while front:
            front = {upper for lower, kind, upper in edges if lower in front and kind in BARRING} - found
            found |= front
        return found

    way = way_between([one], [organiser], Register(edges))
    assert (way is not None) == (organiser in above(one) or one in above(organiser))
    if way is not None:
        assert {(link.lower, link.kind, link.upper) for link in way} <= set(edges)
        assert [link.upper for link in way[:-1]] == [link.lower for link in way[1:]]
        assert {way[0].lower, way[-1].upper} == {one, organiser}


def statement(day: int, *, ended: bool = False) -> Statement:
    """What a register says of one relation on a day."""
    as_of = a.APPLIES + timedelta(days=day)
    return Statement(upper="upper", kind=SUBSIDIARY, as_of=as_of, source="register", ended=ended)


@given(st.permutations([statement(1), statement(2, ended=True), statement(3), statement(4, ended=True), statement(4)]))
def test_b8_the_newest_statement_holds_whenever_it_arrives(order: list[Statement]) -> None:
    """B8: history is kept whole, and an older file that comes later overrules nothing; on one date an end holds."""
    known = Affiliations(id="lower")
    assert [known.take(one) for one in order] == [True] * 5
    assert [known.take(one) for one in order] == [False] * 5
    assert len(known.statements) == 5
    assert known.uppers == ()
    assert known.take(statement(5))
    assert known.uppers == (Upper(uscc="upper", kind=SUBSIDIARY),)


def test_b8_a_change_tells_all_that_are_or_were_its_parents() -> None:
    """B8: an end concerns those above it too; a stake that bars nobody concerns nobody."""
    known = Affiliations(id="lower")
    assert known.take(statement(1))
    assert known.take(statement(2, ended=True))
    assert known.take(Statement(upper="fund", kind=MINORITY, as_of=a.APPLIES, source="register"))
    known.tell(a.APPLIES)
    assert [one.event for one in known.raised] == [AffiliationsChanged(uscc="lower", uppers=("upper",))]
