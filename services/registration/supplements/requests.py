"""Requests about supplementary material."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.submissions import Evidence


@dataclass(frozen=True, kw_only=True)
class AnswerSupplement:
    team_id: str
    number: int
    text: str
    evidence: tuple[Evidence, ...]
