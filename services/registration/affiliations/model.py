"""Who belongs to whom: relations between organisations, and the way from one to the other (rule B8)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant

from .events import AffiliationsChanged


class RelationKind(enum.StrEnum):
    """What the lower organisation is to the upper one. The upper one of the first three is its parent."""

    BRANCH = "branch"
    SUBSIDIARY = "subsidiary"
    HELD = "held"
    SUBORDINATE = "subordinate"
    MINORITY = "minority"


# those that article 5 of the notice names (branches, subsidiaries, holding and parent companies); the rest is on record only
BARRING = frozenset({RelationKind.BRANCH, RelationKind.SUBSIDIARY, RelationKind.HELD})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a source said of one relation as of a date: that it is, or that it ended."""

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
    """All that is known of what one organisation belongs to; its id is the lower organisation's code."""

    statements: tuple[Statement, ...] = ()
    # what holds by the newest statements: this is what the check reads
    uppers: tuple[Upper, ...] = ()

    def tell(self, at: Instant) -> None:
        """What it belongs to changed: live teams are to be checked again (rule B8).

        Told are all that a statement ever made its parents, for an end must reach the teams of those above it too.
        """
        parents = {one.upper for one in self.statements if one.kind in BARRING}
        self.raise_event(AffiliationsChanged(uscc=self.id, uppers=tuple(sorted(parents))), at)

    def take(self, statement: Statement) -> bool:
        """Keep a statement; whether it is news. The newest by its date holds, whenever it arrives; on one date an end does."""
        if statement in self.statements:
            return False
        self.statements = (*self.statements, statement)
        newest: dict[tuple[str, RelationKind], Statement] = {}
        for one in sorted(self.statements, key=lambda one: (one.as_of, one.ended)):
            newest[one.upper, one.kind] = one
        self.uppers = tuple(
            Upper(uscc=upper, kind=kind) for (upper, kind), one in sorted(newest.items()) if not one.ended
        )
        return True


@dataclass(frozen=True, kw_only=True)
class Link:
    """One step of a way: `lower` is a branch, subsidiary or holding of `upper`."""

    lower: str
    kind: RelationKind
    upper: str


# answers what each of these organisations belongs to; those that belong to nobody may be left out
Ask = Callable[[frozenset[str]], Mapping[str, Iterable[Upper]]]


def way_between(participants: Iterable[str], organisers: Iterable[str], ask: Ask) -> tuple[Link, ...] | None:
    """The way from a participant up to an organiser, or from an organiser up to a participant; None where there is none.

    Both sides walk upwards only, level by level, with one question a level, so that an organisation with ten thousand
    branches costs nothing. Every organisation is asked once: cycles end. A common parent is no way (article 5 names branches,
    subsidiaries, holdings and parents, not sisters).
    """
    sides = (_Side(participants), _Side(organisers))
    ends = (frozenset(sides[1].came), frozenset(sides[0].came))
    while any(side.front for side in sides):
        answers = ask(frozenset().union(*(side.front for side in sides)))
        for side, end in zip(sides, ends, strict=True):
            met = side.climb(answers, end)
            if met is not None:
                return side.way_to(met)
    return None


class _Side:
    """What one side has reached, and by which step."""

    def __init__(self, starts: Iterable[str]) -> None:
        self.came: dict[str, Link | None] = dict.fromkeys(sorted(starts))
        self.front = frozenset(self.came)

    def climb(self, answers: Mapping[str, Iterable[Upper]], ends: frozenset[str]) -> str | None:
        """One level up; the first of the ends that it met."""
        fresh: set[str] = set()
        for lower in sorted(self.front):
            for upper in answers.get(lower, ()):
                if upper.kind in BARRING and upper.uscc not in self.came:
                    self.came[upper.uscc] = Link(lower=lower, kind=upper.kind, upper=upper.uscc)
                    fresh.add(upper.uscc)
        self.front = frozenset(fresh)
        return min(fresh & ends, default=None)

    def way_to(self, end: str) -> tuple[Link, ...]:
        way: list[Link] = []
        step = self.came[end]
        while step is not None:
            way.append(step)
            step = self.came[step.lower]
        return tuple(reversed(way))
