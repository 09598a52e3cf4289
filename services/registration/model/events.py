"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.persons import SamePerson
from chassis.kernel.clock import Instant

from .iteration import ContentChange
from .scheme import Scheme
from .screening import NameFinding


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


@dataclass(frozen=True, kw_only=True)
class DivisionApplied:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class DivisionReturned:
    division_code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DivisionApproved:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class SchemePublished:
    division_code: str
    scheme_version: int
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class SchemeVersionFiled:
    division_code: str
    scheme_version: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SchemeVersionReturned:
    division_code: str
    scheme_version: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SchemeVersionApproved:
    division_code: str
    scheme_version: int


@dataclass(frozen=True, kw_only=True)
class RegistrationOpened:
    division_code: str


@dataclass(frozen=True, kw_only=True)
class RegistrationClosed:
    division_code: str


@dataclass(frozen=True, kw_only=True)
class TeamRegistered:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class TeamChanged:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class SubmissionMade:
    team: TeamFacts
    number: int
    submitted_at: Instant
    digest: str
    declaration: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    content_change: ContentChange | None = None
    name_findings: tuple[NameFinding, ...] = ()
    persons: tuple[SamePerson, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered:
    team: TeamFacts
    number: int
    submission_number: int
    text: str
    evidence: tuple[Evidence, ...]
    answered_at: Instant


@dataclass(frozen=True, kw_only=True)
class SupplementLapsed:
    team: TeamFacts
    number: int
    submission_number: int
    due_at: Instant


@dataclass(frozen=True, kw_only=True)
class TeamWithdrawn:
    team: TeamFacts
    # there is nothing of it that others would close, and it may come back
    unsubmitted: bool = False


@dataclass(frozen=True, kw_only=True)
class ActivityPublished:
    activity_id: str
    division_code: str


@dataclass(frozen=True, kw_only=True)
class ActivityChanged:
    activity_id: str
    division_code: str
    edition: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled:
    activity_id: str
    division_code: str
    edition: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignedUp:
    activity_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignedOff:
    activity_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class SignUpTold:
    activity_id: str
    account_id: str
    edition: int
    cancelled: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignUpsExported:
    activity_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class OrganisationListed:
    """An organisation that takes part stands on a credit list (rule B3)."""

    uscc: str
    list: str
    as_of: Instant
    source: str


@dataclass(frozen=True, kw_only=True)
class CreditListCompleted:
    """A credit list is known whole as of a date: who stood on it before and is not named is lifted (rule B3)."""

    list: str
    as_of: Instant


@dataclass(frozen=True, kw_only=True)
class AffiliationsChanged:
    """What an organisation belongs to changed (rule B8)."""

    uscc: str
    # all that are or were its parents
    uppers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MaterialScanned:
    """Malware was found in material that was kept, or none after all (rule C7)."""

    team_id: str
    sha256: str
    infected: bool


@dataclass(frozen=True, kw_only=True)
class WordListReplaced:
    """A list that names are held against has a new version (rule B9)."""

    name: str
    number: int


@dataclass(frozen=True, kw_only=True)
class TeamAccountsChanged:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class PersonsRekeyed:
    """A team's people are known by further hashes (rules B5, K4)."""

    team_id: str
    persons: tuple[SamePerson, ...]


@dataclass(frozen=True, kw_only=True)
class TeamFindingChanged:
    """Something speaks against a team that has submitted, or does no longer; a human decides (rules B3, B8, C7, D1)."""

    team: TeamFacts
    code: str
    # which finding of this code; `evidence` is it in words
    key: str
    evidence: str
    lifted: bool = False
    # counts the team's changes of findings: an older one never overwrites a newer
    sequence: int
