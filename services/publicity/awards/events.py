"""What publicity knows of teams and organisations, as it travels between the services."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OrganisationKind(enum.StrEnum):
    """Kind of an independent legal person that may take part (B1)."""

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    RESEARCH_INSTITUTE = "research_institute"
    UNIVERSITY = "university"


class Stage(enum.StrEnum):
    """Where a ranking comes from."""

    DIVISION = "division"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Organisation:
    """A participating organisation, by its unified social credit code."""

    uscc: str
    name: str
    kind: OrganisationKind | None = None


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A team without personal data; persons are keyed hashes."""

    team_id: str
    edition: str
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    lead: Organisation
    co_organisations: tuple[Organisation, ...] = ()
    person_keys: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()

    @property
    def organisation_names(self) -> tuple[str, ...]:
        """Names of all its organisations, the lead first."""
        return (self.lead.name, *(one.name for one in self.co_organisations))


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """An award as it travels; `team` is missing where an organiser receives it, `rank` is 0 for a special award."""

    award_id: str
    team: TeamFacts | None
    track: str
    prize: str
    rank: int = 0
