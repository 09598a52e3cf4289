"""Requests that follow from the events of a finalist list."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.teams import TeamFacts


@dataclass(frozen=True, slots=True)
class PublishFinalists:
    """A version of the finalist list was proposed; a later version holds the substitutes (F6, F8).

    `admitted` if upheld objections brought its teams to the list (F8).
    """

    list_id: str
    teams: tuple[TeamFacts, ...]
    version: int = 1
    admitted: bool = False
