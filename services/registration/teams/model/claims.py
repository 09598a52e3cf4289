"""Claims to names that another team holds: somebody registered an organisation's project without its authority (rules B1, B7)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.teams import Organisation
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse_unless

from .. import rules
from ..events import NameClaimDecided, NameClaimFiled

# characters of a reason or an answer
MAX_WORDS = 2_000


class ClaimState(enum.StrEnum):
    """open -> upheld or dismissed by who decides, or lapsed once either team has left."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class ContestedName:
    """A name that a team claims for an organisation of its own and does not hold, because the team `holder_id` does.

    `field` is `project_name` or `team_name`.
    """

    key: str
    field: str
    name: str
    uscc: str
    holder_id: str


def claim_id(claimant_id: str, holder_id: str, lapsed: int = 0) -> str:
    """Return the id of the claim of one team against another: there is one at most, and one more for each that lapsed."""
    return derived_id("name claim", claimant_id, holder_id, str(lapsed))


@dataclass(kw_only=True)
class NameClaim(Aggregate):
    """A team's claim that another team registered for an organisation of the claimant without that organisation's authority.

    The host of the holder's division decides, or the secretariat. Until then neither team is barred (rule B7).
    `organisations` are as the claimant states them, `answer` is what the holder says to it.
    """

    claimant_id: str
    holder_id: str
    division_code: str
    organisations: tuple[Organisation, ...]
    names: tuple[ContestedName, ...]
    reason: str
    filed_at: Instant
    state: ClaimState = ClaimState.OPEN
    answer: str = ""
    answered_at: Instant | None = None
    decided_by: str = ""
    decided_at: Instant | None = None
    decision_reason: str = ""

    @property
    def usccs(self) -> frozenset[str]:
        """Return the codes of the organisations that it is about."""
        return frozenset(organisation.uscc for organisation in self.organisations)

    def file(self, *, at: Instant) -> None:
        """File the claim: the team that holds the names is told, and may answer."""
        event = NameClaimFiled(
            claim_id=self.id,
            division_code=self.division_code,
            claimant_id=self.claimant_id,
            holder_id=self.holder_id,
        )
        self.raise_event(event, at)

    def give_answer(self, text: str, *, at: Instant) -> None:
        """Note what the holder says to the claim, until it is decided; a later answer replaces an earlier one."""
        self._require_open()
        refuse_unless(0 < len(text.strip()) <= MAX_WORDS, rules.B7_CLAIM_WORDS, limit=MAX_WORDS)
        self.answer, self.answered_at = text.strip(), at

    def decide(self, *, upheld: bool, reason: str, by: str, at: Instant) -> None:
        """Decide, with a reason that both teams read."""
        self._require_open()
        refuse_unless(0 < len(reason.strip()) <= MAX_WORDS, rules.B7_CLAIM_WORDS, limit=MAX_WORDS)
        self.state = ClaimState.UPHELD if upheld else ClaimState.DISMISSED
        self.decided_by, self.decided_at, self.decision_reason = by, at, reason.strip()
        self._raise_decided(at)

    def lapse(self, *, at: Instant) -> bool:
        """End it undecided because one of the teams has left; return True if it was open."""
        if self.state is not ClaimState.OPEN:
            return False
        self.state, self.decided_at = ClaimState.LAPSED, at
        self._raise_decided(at)
        return True

    def _raise_decided(self, at: Instant) -> None:
        event = NameClaimDecided(
            claim_id=self.id,
            division_code=self.division_code,
            claimant_id=self.claimant_id,
            holder_id=self.holder_id,
            outcome=self.state.value,
            reason=self.decision_reason,
            decided_by=self.decided_by,
        )
        self.raise_event(event, at)

    def _require_open(self) -> None:
        refuse_unless(self.state is ClaimState.OPEN, rules.B7_CLAIM_DECIDED)
