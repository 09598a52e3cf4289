"""Measure how far the main content of an improved version is from the first (rule C10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chassis.kernel.refusal import Term, enumerated, refuse

from ...editions.model import Iteration
from .. import rules


@dataclass(frozen=True, kw_only=True)
class ContentChange:
    """Share of the main content that differs from the first submitted version, and the sections in which it does.

    It is always measured against the first version, so that many small changes count together.
    """

    share: str
    sections: tuple[str, ...]

    @property
    def percent(self) -> str:
        """Return the share as people read it."""
        return _percent(Decimal(self.share))


def judged(change: ContentChange, limits: Iteration, names: Mapping[str, Term]) -> ContentChange | None:
    """Return the change if a reviewer must look at it, None if it is small; refuses C10_CONTENT_CHANGED."""
    share = Decimal(change.share)
    if share > limits.refuse_above:
        refuse(
            rules.C10_CONTENT_CHANGED,
            share=change.percent,
            limit=_percent(limits.refuse_above),
            sections=enumerated(names.get(section, Term(section, section, section)) for section in change.sections),
        )
    return change if share > limits.review_above else None


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"
