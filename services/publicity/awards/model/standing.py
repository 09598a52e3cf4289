"""A team's standing in the contest: by what it lost its place, if it did (H4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant


@dataclass(frozen=True, slots=True)
class Fall:
    """Why a team lost its place: the report or disqualification, the rule's code and the reason."""

    source_id: str
    code: str
    reason: str
    at: Instant


@dataclass(kw_only=True)
class TeamStanding(Aggregate):
    """By what a team lost its place; its identifier is the team's.

    Written before the team's awards are looked for, and read after an award was made: so whichever of the two comes
    first, a team that lost its place keeps no award.
    """

    falls: tuple[Fall, ...] = ()

    def fall(self, source_id: str, code: str, reason: str, at: Instant) -> None:
        """Record that the team lost its place, once for each source."""
        if all(fall.source_id != source_id for fall in self.falls):
            self.falls = (*self.falls, Fall(source_id, code, reason, at))
