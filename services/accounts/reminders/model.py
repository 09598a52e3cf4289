"""When those concerned are reminded of a deadline, by contest time (rule K2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id

# how long those who are late are told of it
_OVERDUE = timedelta(days=30)
OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A stage before a deadline: its name, and the instant at which it is over and the next begins."""

    name: str
    until: Instant


def stage_before(deadline: Instant, hours: Sequence[float], at: Instant) -> Stage | None:
    """Return the last stage that has begun, or None if none has or the deadline is over.

    If time jumps over several stages, only the last of them is there: people get one reminder, not three.
    """
    ahead = sorted(hours)
    left = (deadline - at) / timedelta(hours=1)
    if left < 0:
        return None
    for place, begins in enumerate(ahead):
        if left <= begins:
            until = deadline - timedelta(hours=ahead[place - 1]) if place else deadline
            return Stage(name=f"{begins:g} h", until=until)
    return None


def stage_around(deadline: Instant, hours: Sequence[float], at: Instant) -> Stage | None:
    """Return the last stage that has begun, as `stage_before` does; after the deadline OVERDUE, for a month."""
    if at > deadline:
        return Stage(name=OVERDUE, until=deadline + _OVERDUE) if at <= deadline + _OVERDUE else None
    return stage_before(deadline, hours, at)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A reminder on its way to all of a division whom it concerns. `kind` is `submission` or `sheets`."""

    id: str
    kind: str
    division: str
    deadline: Instant
    stage: str
    until: Instant
    cursor: str = ""

    @classmethod
    def of(cls, kind: str, division: str, deadline: Instant, stage: Stage) -> Walk:
        """Return the one reminder of a kind for a division, a deadline and a stage."""
        identifier = derived_id("reminder", kind, division, deadline.isoformat(), stage.name)
        return cls(id=identifier, kind=kind, division=division, deadline=deadline, stage=stage.name, until=stage.until)
