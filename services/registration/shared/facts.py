"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

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
    """A participating organisation by its unified social credit code."""

    uscc: str
    name: str
    kind: OrganisationKind


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the declaration (rule C4): its words, and where it is rich text its safe form with the same words."""

    id: str
    text: str
    rich: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A piece of evidence by reference (rules C5, C6)."""

    id: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    owner_uscc: str


@dataclass(frozen=True, kw_only=True)
class TeamFacts:
    """What other services know of a team; no personal data."""

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
