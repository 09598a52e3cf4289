"""Review's newest decision about a team, and its disqualification (rules D3, B10, C5, F5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant


class ReviewState(enum.StrEnum):
    """The newest word of review: what it decided, or that it reviews anew what it had decided."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"
    REOPENED = "reopened"


@dataclass(frozen=True, kw_only=True)
class AppealAnswer:
    """The answer to the team's appeal, with its reason (rule D3)."""

    granted: bool
    reason: str
    settled_at: Instant


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """The newest word of review, on which submission; `sequence` counts its decisions and reopenings of the team's case.

    `reopened_because` is review's word for why it reviews anew, empty if it does not. `disqualification_code` is the code of the
    rule by which the team lost its place, empty if it did not. `appeal_until` is set if the decision may be appealed (rule D3),
    `appealed_number` is the submission whose rejection the team appealed, 0 if none, and `appeal_answer` the answer to that.
    `passed_number` is the newest submission that passed before `state`, by the decision `passed_sequence`.
    """

    state: ReviewState | None = None
    reason: str = ""
    number: int = 0
    sequence: int = 0
    reopened_because: str = ""
    disqualification_code: str = ""
    disqualification_reason: str = ""
    appeal_until: Instant | None = None
    appealed_number: int = 0
    appeal_answer: AppealAnswer | None = None
    passed_number: int = 0
    passed_sequence: int = 0

    def with_decision(
        self, number: int, state: ReviewState, reason: str, sequence: int, *, appeal_until: Instant | None = None
    ) -> Reviews:
        """Return what is known after this decision: the same if a newer word is known, but for what passed."""
        known = self._with_newest_passed()
        if state is ReviewState.PASSED and (sequence, number) > (known.passed_sequence, known.passed_number):
            known = replace(known, passed_number=number, passed_sequence=sequence)
        if sequence < self.sequence:
            return known
        return replace(
            known,
            number=number,
            sequence=sequence,
            state=state,
            reason=reason,
            reopened_because="",
            appeal_until=appeal_until,
        )

    def with_reopening(self, number: int, because: str, sequence: int) -> Reviews:
        """Return what is known after this reopening: the same if a newer word is known."""
        if sequence < self.sequence:
            return self
        return replace(
            self._with_newest_passed(),
            number=number,
            sequence=sequence,
            state=ReviewState.REOPENED,
            reason="",
            reopened_because=because,
            appeal_until=None,
        )

    @property
    def newest_passed(self) -> int:
        """Return the number of the newest submission that passed, which experts score; 0 if none did (rule E3)."""
        return self.passed_number or (self.number if self.state is ReviewState.PASSED else 0)

    def _with_newest_passed(self) -> Reviews:
        """Return the same with the number of what passed, which a release before did not keep."""
        if self.passed_number or not self.newest_passed:
            return self
        return replace(self, passed_number=self.newest_passed, passed_sequence=self.sequence)

    @property
    def open_until(self) -> Instant | None:
        """Return until when the team may appeal; None if it can't, or has (rule D3)."""
        return self.appeal_until if self.appealed_number != self.number else None

    @property
    def appeal_pending(self) -> bool:
        """Return True if the team has appealed against the rejection and the appeal is not settled yet (rule D3)."""
        rejected = self.state is ReviewState.REJECTED and self.appealed_number == self.number
        return rejected and self.appeal_answer is None


NO_REVIEWS = Reviews()
