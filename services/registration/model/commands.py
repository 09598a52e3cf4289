"""What registration is asked to do; mirrors the requests of `dasai.registration.v1` and the events that it acts on."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.kernel.clock import Instant

from .events import Evidence, Organisation, Section
from .identity import IdentityKind
from .organisation import CreditList
from .scheme import Scheme
from .team import ReviewState


@dataclass(frozen=True, kw_only=True)
class ApplyForDivision:
    division_code: str
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class ReturnDivision:
    division_code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CreditListEntry:
    uscc: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ImportCreditList:
    list: CreditList
    as_of: Instant
    source: str
    entries: tuple[CreditListEntry, ...]


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
class SaveDeclaration:
    team_id: str
    draft_revision: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class AttachEvidence:
    team_id: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class RemoveEvidence:
    team_id: str
    evidence_id: str


@dataclass(frozen=True, kw_only=True)
class SubmitProject:
    team_id: str
    draft_revision: int


@dataclass(frozen=True, kw_only=True)
class LearnReview:
    team_id: str
    number: int
    state: ReviewState
    reason: str


@dataclass(frozen=True, kw_only=True)
class LearnDisqualification:
    team_id: str
    code: str
    reason: str
