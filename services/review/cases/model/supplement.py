"""Supplementary material that a reviewer asked for, and what became of it (rule C11)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant

from ...shared.facts import Evidence


class SupplementState(enum.StrEnum):
    """asked -> answered or lapsed; lapsed -> answered where the answer had arrived in time."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """One request; `number` counts the requests to the team from 1."""

    number: int
    submission_number: int
    asked: str
    due_at: Instant
    state: SupplementState = SupplementState.ASKED
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    answered_at: Instant | None = None

    def answered(self, text: str, evidence: tuple[Evidence, ...], at: Instant) -> Supplement:
        """With the answer; an answer counts whatever was told before it."""
        return replace(self, state=SupplementState.ANSWERED, text=text, evidence=evidence, answered_at=at)

    def lapsed(self) -> Supplement:
        """Without one; a lapse told after the answer changes nothing."""
        return self if self.state is SupplementState.ANSWERED else replace(self, state=SupplementState.LAPSED)
