"""Of teams."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..events import Organisation
from ..identity import IdentityKind
from ..supplement import Supplement
from ..team import ReviewState


@dataclass(frozen=True, kw_only=True)
class NewRepresentative:
    """As given: never stored, logged or shown like this."""

    name: str = field(repr=False)
    identity_kind: IdentityKind
    identity_number: str = field(repr=False)
    organisation_uscc: str


@dataclass(frozen=True, kw_only=True)
class RegisterTeam:
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    lead: Organisation
    co_organisations: tuple[Organisation, ...]
    representatives: tuple[NewRepresentative, ...]
    declared_true: bool


@dataclass(frozen=True, kw_only=True)
class ChangeTeam:
    team_id: str
    team_name: str
    project_name: str
    representatives: tuple[NewRepresentative, ...]


@dataclass(frozen=True, kw_only=True)
class LearnReview:
    team_id: str
    number: int
    state: ReviewState
    reason: str
    # which of review's words on this team it is
    sequence: int = 0
    supplement: Supplement | None = None


@dataclass(frozen=True, kw_only=True)
class LearnDisqualification:
    team_id: str
    code: str
    reason: str
