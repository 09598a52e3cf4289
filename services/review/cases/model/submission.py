"""A submission as its event brings it."""

from __future__ import annotations

from dataclasses import dataclass

from ...shared.facts import Evidence, Section, TeamFacts


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A submission as its event tells it."""

    team: TeamFacts
    number: int
    digest: str
    declaration: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    # share of the main content that differs from the first version, where a reviewer should look (rule C10)
    content_change: str = ""
    changed_sections: tuple[str, ...] = ()
    # what of the names a reviewer should look at, in words (rule B9)
    names: tuple[str, ...] = ()
