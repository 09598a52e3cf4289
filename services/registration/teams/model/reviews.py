"""What review last decided about a team, and its disqualification (rules D3, B10, C5, F5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class ReviewState(enum.StrEnum):
    """What review decided last."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """The last decision of review, on which submission; `sequence` counts the decisions on one submission.

    `disqualification_code` is the code of the rule by which the team lost its place, empty if it did not.
    """

    state: ReviewState | None = None
    reason: str = ""
    number: int = 0
    sequence: int = 0
    disqualification_code: str = ""
    disqualification_reason: str = ""

    def is_newer(self, number: int, sequence: int) -> bool:
        """Return True if a decision with this submission number and sequence is at least as new as the one known."""
        return (number, sequence) >= (self.number, self.sequence)


NO_REVIEWS = Reviews()
