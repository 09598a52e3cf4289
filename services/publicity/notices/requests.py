"""What the event of a finalist list asks of notices."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, slots=True)
class PublishFinalists:
    """A finalist list was proposed (F8)."""

    list_id: str
    teams: tuple[TeamFacts, ...]
