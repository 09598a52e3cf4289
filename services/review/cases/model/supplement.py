"""Supplementary material that a reviewer requested, and what became of the request (rule C11)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant


class SupplementState(enum.StrEnum):
    """asked -> answered or lapsed; lapsed -> answered if the answer had arrived in time."""

    ASKED = "asked"
    ANSWERED = "answered"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class Supplement:
    """One request for supplementary material; `number` counts the requests to the team from 1."""

    number: int
    submission_number: int
    asked: str
    due_at: Instant
    state: SupplementState = SupplementState.ASKED
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    answered_at: Instant | None = None

    def answered(self, text: str, evidence: tuple[Evidence, ...], at: Instant) -> Supplement:
        """Return the request with its answer, which counts even if a lapse was recorded before."""
        return replace(self, state=SupplementState.ANSWERED, text=text, evidence=evidence, answered_at=at)

    def lapsed(self) -> Supplement:
        """Return the request as not answered in time; an answered one stays answered."""
        return self if self.state is SupplementState.ANSWERED else replace(self, state=SupplementState.LAPSED)
