"""Relations between organisations, and the chain of relations from one organisation to another (rule B8)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant

from .events import AffiliationsChanged


class RelationKind(enum.StrEnum):
    """A kind of relation by which the lower organisation belongs to the upper one, its parent in the first three."""

    BRANCH = "branch"
    SUBSIDIARY = "subsidiary"
    HELD = "held"
    SUBORDINATE = "subordinate"
    MINORITY = "minority"


# the kinds that article 5 of the notice names (branches, subsidiaries, holdings and parents); the others are only recorded
BARRING = frozenset({RelationKind.BRANCH, RelationKind.SUBSIDIARY, RelationKind.HELD})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement of a source as of a date: that a relation exists, or that it has ended."""

    upper: str
    kind: RelationKind
    as_of: Instant
    source: str
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Upper:
    """A relation in force, seen from the lower organisation."""

    uscc: str
    kind: RelationKind


@dataclass(kw_only=True)
class Affiliations(Aggregate):
    """The relations of an organisation to those above it, with all statements of them; its id is its code.

    `uppers` are the relations in force by the newest statements.
    """

    statements: tuple[Statement, ...] = ()
    uppers: tuple[Upper, ...] = ()

    def raise_changed(self, at: Instant) -> None:
        """Raise the event that its relations changed, so that active teams are checked again (rule B8).

        The event names all that ever were its parents, because the end of a relation concerns the teams above it too.
        """
        parents = {statement.upper for statement in self.statements if statement.kind in BARRING}
        self.raise_event(AffiliationsChanged(uscc=self.id, uppers=tuple(sorted(parents))), at)

    def record(self, statement: Statement) -> bool:
        """Record a statement; return True if it is new.

        The statement of the latest date is in force, in whatever order they arrive; of the same date, the end of a relation is.
        """
        if statement in self.statements:
            return False
        self.statements = (*self.statements, statement)
        newest: dict[tuple[str, RelationKind], Statement] = {}
        for known in sorted(self.statements, key=lambda known: (known.as_of, known.ended)):
            newest[known.upper, known.kind] = known
        self.uppers = tuple(
            Upper(uscc=upper, kind=kind) for (upper, kind), known in sorted(newest.items()) if not known.ended
        )
        return True


@dataclass(frozen=True, kw_only=True)
class Link:
    """A step of a chain: `lower` is a branch, subsidiary or holding of `upper`."""

    lower: str
    kind: RelationKind
    upper: str


# returns the relations in force of these organisations; those without any may be left out
LookUp = Callable[[frozenset[str]], Mapping[str, Iterable[Upper]]]


def way_between(participants: Iterable[str], organisers: Iterable[str], look_up: LookUp) -> tuple[Link, ...] | None:
    """Return the chain from a participant up to an organiser or from an organiser up to a participant, None if there is none.

    Both sides are searched upwards only, with one query for each level, so that an organisation with ten thousand branches costs
    nothing. Each organisation is looked up once, so cycles end. A common parent is no chain: article 5 names branches,
    subsidiaries, holdings and parents, not sisters.
    """
    sides = (_Climb(participants), _Climb(organisers))
    ends = (frozenset(sides[1].links), frozenset(sides[0].links))
    while any(side.frontier for side in sides):
        uppers = look_up(frozenset().union(*(side.frontier for side in sides)))
        for side, end in zip(sides, ends, strict=True):
            reached = side.climb(uppers, end)
            if reached is not None:
                return side.chain_to(reached)
    return None


class _Climb:
    """A search upwards: each organisation reached, with the link that leads to it."""

    def __init__(self, starts: Iterable[str]) -> None:
        self.links: dict[str, Link | None] = dict.fromkeys(sorted(starts))
        self.frontier = frozenset(self.links)

    def climb(self, uppers: Mapping[str, Iterable[Upper]], ends: frozenset[str]) -> str | None:
        """Go up one level; return the first of the ends that it reached, None if none."""
        reached: set[str] = set()
        for lower in sorted(self.frontier):
            for upper in uppers.get(lower, ()):
                if upper.kind in BARRING and upper.uscc not in self.links:
                    self.links[upper.uscc] = Link(lower=lower, kind=upper.kind, upper=upper.uscc)
                    reached.add(upper.uscc)
        self.frontier = frozenset(reached)
        return min(reached & ends, default=None)

    def chain_to(self, end: str) -> tuple[Link, ...]:
        """Return the links from a start to this end."""
        chain: list[Link] = []
        link = self.links[end]
        while link is not None:
            chain.append(link)
            link = self.links[link.lower]
        return tuple(reversed(chain))
