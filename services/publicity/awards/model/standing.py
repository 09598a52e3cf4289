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
    # while its review is open again it gets no award; the highest number of these changes is the newest (B3, D1)
    under_review: bool = False
    review_sequence: int = 0

    def fall(self, source_id: str, code: str, reason: str, at: Instant) -> None:
        """Record that the team lost its place, once for each source."""
        if all(fall.source_id != source_id for fall in self.falls):
            self.falls = (*self.falls, Fall(source_id, code, reason, at))

    def record_review(self, sequence: int, *, under_review: bool) -> None:
        """Keep if its review is open again, unless something newer is known (rules B3, D1)."""
        if sequence > self.review_sequence:
            self.under_review, self.review_sequence = under_review, sequence
