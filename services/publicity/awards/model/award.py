"""An award, its certificate and its entitlements (G3, G4, H4), and how a team stands in the contest."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules
from .awards import Proposed
from .events import AwardConfirmed, AwardRevoked
from .facts import AwardFacts


class AwardState(enum.StrEnum):
    """`withheld`: lost while it was only proposed; `revoked`: recovered after it was confirmed (H4)."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHHELD = "withheld"
    REVOKED = "revoked"


class EntitlementState(enum.StrEnum):
    """Whether the winner may still claim it."""

    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit of the edition."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A benefit that a winner is entitled to, since when, and until when where it ended (G4)."""

    benefit_id: str
    name: str
    since: Instant
    state: EntitlementState = EntitlementState.ACTIVE
    until: Instant | None = None


@dataclass(kw_only=True)
class Award(Aggregate):
    """One award. Its verification code comes with its confirmation; whoever has the code can look it up for ever."""

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
    def propose(cls, list_id: str, proposed: Proposed, at: Instant) -> Award:
        """An award as its list has it."""
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
        """Whether it was withheld or revoked."""
        return self.state in (AwardState.WITHHELD, AwardState.REVOKED)

    def confirm(self, verification_code: str, benefits: tuple[Benefit, ...], at: Instant) -> None:
        """G3, G4: the notice is over; the certificate is valid and its benefits are due."""
        refuse_unless(self.state is AwardState.PROPOSED, rules.G2_AWARD_NOT_PROPOSED)
        self.state = AwardState.CONFIRMED
        self.verification_code = verification_code
        self.confirmed_at = at
        self.entitlements = tuple(Entitlement(one.id, one.name, at) for one in benefits)
        self.raise_event(AwardConfirmed(self.facts, self.certificate_number), at)

    def lose(self, code: str, reason: str, at: Instant) -> bool:
        """H4: the award is withheld or recovered, and its entitlements end; answers False where it was lost before."""
        if self.is_lost:
            return False
        self.state = AwardState.WITHHELD if self.state is AwardState.PROPOSED else AwardState.REVOKED
        self.lost_at, self.lost_code, self.lost_reason = at, code, reason
        self.entitlements = tuple(replace(one, state=EntitlementState.ENDED, until=at) for one in self.entitlements)
        self.raise_event(AwardRevoked(self.facts, code, reason), at)
        return True


@dataclass(frozen=True, slots=True)
class Fall:
    """Why a team lost its place: the report or disqualification, the rule's code and the reason."""

    source_id: str
    code: str
    reason: str
    at: Instant


@dataclass(kw_only=True)
class TeamStanding(Aggregate):
    """What publicity holds against a team; its identifier is the team's.

    Written before the team's awards are looked for, and read after an award was made: so whichever of the two comes
    first, the award of a team that fell does not stand.
    """

    falls: tuple[Fall, ...] = ()

    def fall(self, source_id: str, code: str, reason: str, at: Instant) -> None:
        """Note it, once for each source."""
        if all(one.source_id != source_id for one in self.falls):
            self.falls = (*self.falls, Fall(source_id, code, reason, at))
