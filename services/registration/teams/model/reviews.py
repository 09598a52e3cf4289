"""What review last decided about a team, and its disqualification (rules D3, B10, C5, F5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace


class ReviewState(enum.StrEnum):
    """The newest word of review: what it decided, or that it reviews anew what it had decided."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"
    REOPENED = "reopened"


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """The newest word of review, on which submission; `sequence` counts its decisions and reopenings of the team's case.

    `reopened_because` is review's word for why it reviews anew, empty if it does not. `disqualification_code` is the code of the
    rule by which the team lost its place, empty if it did not.
    """

    state: ReviewState | None = None
    reason: str = ""
    number: int = 0
    sequence: int = 0
    reopened_because: str = ""
    disqualification_code: str = ""
    disqualification_reason: str = ""

    def with_decision(self, number: int, state: ReviewState, reason: str, sequence: int) -> Reviews:
        """Return what is known after this decision: the same if a newer word is known."""
        if sequence < self.sequence:
            return self
        return replace(self, number=number, sequence=sequence, state=state, reason=reason, reopened_because="")

    def with_reopening(self, number: int, because: str, sequence: int) -> Reviews:
        """Return what is known after this reopening: the same if a newer word is known."""
        if sequence < self.sequence:
            return self
        return replace(
            self,
            number=number,
            sequence=sequence,
            state=ReviewState.REOPENED,
            reason="",
            reopened_because=because,
        )


NO_REVIEWS = Reviews()
