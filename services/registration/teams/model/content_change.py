"""Improved versions: the name and the main content stay (rule C10)."""

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

    Always against the first: many small steps lead no further than one.
    """

    share: str
    sections: tuple[str, ...]

    @property
    def percent(self) -> str:
        """The share for people."""
        return _percent(Decimal(self.share))


def judged(change: ContentChange, limits: Iteration, names: Mapping[str, Term]) -> ContentChange | None:
    """The change where a reviewer should look at it, None where it is small; refuses C10_CONTENT_CHANGED."""
    share = Decimal(change.share)
    if share > limits.refuse_above:
        refuse(
            rules.C10_CONTENT_CHANGED,
            share=change.percent,
            limit=_percent(limits.refuse_above),
            sections=enumerated(names.get(one, Term(one, one, one)) for one in change.sections),
        )
    return change if share > limits.review_above else None


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"
