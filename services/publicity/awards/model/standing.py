"""The standing of a team or an organiser: what it is entitled to as a finalist, and by what it lost its place (G4, H4)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant

from .award import Benefit, Entitlement


@dataclass(frozen=True, slots=True)
class Fall:
    """The loss of a team's place: the report or disqualification, the rule's code and the reason."""

    source_id: str
    code: str
    reason: str
    at: Instant


@dataclass(kw_only=True)
class TeamStanding(Aggregate):
    """The benefits of a finalist, and the loss of its place; its identifier is the team's or the organiser's.

    Written before the team's awards are looked for, and read after an award was made: so whichever of the two comes
    first, a team that lost its place keeps no award.
    """

    falls: tuple[Fall, ...] = ()
    entitlements: tuple[Entitlement, ...] = ()
    # a division's host or another contest's organiser, not a team
    organiser: bool = False
    # while its review is open again it gets no award; the highest number of these changes is the newest (B3, D1)
    under_review: bool = False
    review_sequence: int = 0

    def enter_final(self, benefits: tuple[Benefit, ...], at: Instant) -> None:
        """Entitle the team to what the edition gives all finalists, each once (G4); not if it has lost its place."""
        known = {entitlement.benefit_id for entitlement in self.entitlements}
        fresh = (benefit for benefit in benefits if benefit.id not in known)
        if not self.falls:
            self.entitlements = (*self.entitlements, *(Entitlement(each.id, each.name, at) for each in fresh))

    def fall(self, source_id: str, code: str, reason: str, at: Instant) -> None:
        """Record that the team lost its place, once for each source; what it was entitled to ends (H4)."""
        if all(fall.source_id != source_id for fall in self.falls):
            self.falls = (*self.falls, Fall(source_id, code, reason, at))
            self.entitlements = tuple(entitlement.ended(at) for entitlement in self.entitlements)

    def record_review(self, sequence: int, *, under_review: bool) -> None:
        """Keep if its review is open again, unless something newer is known (rules B3, D1)."""
        if sequence > self.review_sequence:
            self.under_review, self.review_sequence = under_review, sequence
