"""An award, its certificate and its entitlements (G3, G4, H4)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from .. import rules
from ..events import AwardConfirmed, AwardFacts, AwardRevoked, OrganiserAwardRevoked
from .award_list import ProposedAward


class AwardState(enum.StrEnum):
    """`withheld`: lost while it was only proposed; `revoked`: recovered after it was confirmed (H4)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHHELD = "withheld"
    REVOKED = "revoked"


class EntitlementState(enum.StrEnum):
    """State of an entitlement: the winner may claim it, or no more."""

    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of the edition."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A benefit that a team is entitled to, since when, and until when if it has ended (G4)."""

    benefit_id: str
    name: str
    since: Instant
    state: EntitlementState = EntitlementState.ACTIVE
    until: Instant | None = None

    def ended(self, at: Instant) -> Entitlement:
        """Return it as it is after it has ended; one that ended before stays as it is."""
        if self.state is EntitlementState.ENDED:
            return self
        return replace(self, state=EntitlementState.ENDED, until=at)


@dataclass(kw_only=True)
class Award(Aggregate):
    """An award. Its verification code comes with its confirmation; whoever has the code can look it up for ever."""

    list_id: str
    facts: AwardFacts
    recipient_id: str
    recipient_name: str = ""
    prize_zh: str
    prize_en: str
    certificate_number: str
    proposed_at: Instant
    state: AwardState = AwardState.PROPOSED
    verification_code: str = ""
    confirmed_at: Instant | None = None
    lost_at: Instant | None = None
    lost_code: str = ""
    lost_reason: str = ""
    entitlements: tuple[Entitlement, ...] = ()

    @classmethod
    def propose(cls, list_id: str, proposed: ProposedAward, at: Instant) -> Award:
        """Make an award as its list has it."""
        return cls(
            id=proposed.facts.award_id,
            list_id=list_id,
            facts=proposed.facts,
            recipient_id=proposed.recipient_id,
            recipient_name=proposed.recipient_name,
            prize_zh=proposed.prize_zh,
            prize_en=proposed.prize_en,
            certificate_number=proposed.certificate_number,
            proposed_at=at,
        )

    @property
    def is_lost(self) -> bool:
        """Return True if it was withheld or revoked."""
        return self.state in (AwardState.WITHHELD, AwardState.REVOKED)

    def confirm(self, verification_code: str, benefits: tuple[Benefit, ...], at: Instant) -> None:
        """Make the certificate valid and its benefits due: the notice is over (G3, G4).

        `benefits` are those of winners; a team with several awards has them with a single one.
        """
        refuse_unless(self.state is AwardState.PROPOSED, rules.G2_AWARD_NOT_PROPOSED)
        self.state = AwardState.CONFIRMED
        self.verification_code = verification_code
        self.confirmed_at = at
        self.entitlements = tuple(Entitlement(benefit.id, benefit.name, at) for benefit in benefits)
        organiser_id = self.recipient_id if self.facts.team is None else ""
        self.raise_event(AwardConfirmed(self.facts, self.certificate_number, organiser_id), at)

    def lose(self, code: str, reason: str, at: Instant) -> bool:
        """Withhold or recover the award and end its entitlements (H4); return False if it was lost before."""
        if self.is_lost:
            return False
        self.state = AwardState.WITHHELD if self.state is AwardState.PROPOSED else AwardState.REVOKED
        self.lost_at, self.lost_code, self.lost_reason = at, code, reason
        self.entitlements = tuple(entitlement.ended(at) for entitlement in self.entitlements)
        if self.facts.team is None:
            self.raise_event(OrganiserAwardRevoked(self.facts, self.recipient_id, code, reason), at)
        else:
            self.raise_event(AwardRevoked(self.facts, code, reason), at)
        return True
