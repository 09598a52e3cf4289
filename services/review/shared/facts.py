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
    accounts_changed: int = 0

    @property
    def usccs(self) -> frozenset[str]:
        """Codes of all its organisations."""
        return frozenset({self.lead.uscc, *(one.uscc for one in self.co_organisations)})


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the declaration."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A piece of evidence by reference."""

    id: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    owner_uscc: str


class Channel(enum.StrEnum):
    """Through whom a project reaches the final (rule F4)."""

    DIVISION = "division"
    CONTEST = "contest"
