"""Facts that come with events; they mirror `dasai.common.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class OrganisationKind(enum.StrEnum):
    """Kinds of independent legal person (rule B1)."""

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    RESEARCH_INSTITUTE = "research_institute"
    UNIVERSITY = "university"


class Stage(enum.StrEnum):
    """Where a ranking comes from."""

    DIVISION = "division"
    FINAL = "final"


class Aggregation(enum.StrEnum):
    """How several experts' scores become one (rule E4)."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    NORMALISED = "normalised"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """A participating organisation."""

    uscc: str
    name: str
    kind: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """What registration tells of a team."""

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
    def usccs(self) -> frozenset[str]:
        """Codes of all its organisations."""
        return frozenset({self.lead.uscc, *(one.uscc for one in self.co_organisations)})


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A criterion of the rubric; the weights are decimals that sum to 1."""

    id: str
    name: str
    weight: str


@dataclass(frozen=True, kw_only=True)
class LocalAward:
    """A local award that the scheme provides for (rule E7)."""

    category: str
    quota: int
    prize: str = ""


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """What scoring needs of a filed scheme (rules E3, E4, E7).

    `disagreement` is in points of the scale: from there experts are far apart (rule E5); the edition states it.
    """

    rubric: tuple[Criterion, ...]
    scale: str
    experts_per_project: int
    aggregation: Aggregation
    decimals: int
    tie_breakers: tuple[str, ...] = ()
    disagreement: str = ""
    local_awards: tuple[LocalAward, ...] = ()
