"""The events about teams; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.persons import SamePerson
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant

from ..names.model.screening import NameFinding
from .model.content_change import ContentChange


@dataclass(frozen=True, kw_only=True)
class TeamRegistered:
    team: TeamFacts
    consents_missing: int = 0
    identity_consent: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamChanged:
    team: TeamFacts
    consents_missing: int = 0
    identity_consent: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentAnswered:
    """A co-organisation consented, declined, or took its consent back (rule B2)."""

    team: TeamFacts
    uscc: str
    organisation_name: str
    consented: bool


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
    # of the rule by which it had to leave; empty if it withdrew of its own accord
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamAccountsChanged:
    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class PassingOnOpened:
    team: TeamFacts
    organisation_uscc: str
    number: int
    effective_at: Instant
    former_account_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PassingOnSettled:
    team: TeamFacts
    organisation_uscc: str
    number: int
    outcome: str
    former_account_ids: tuple[str, ...] = ()
    account_id: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonsRekeyed:
    """The representatives of a team got further hashes (rules B5, K4)."""

    team_id: str
    persons: tuple[SamePerson, ...]


@dataclass(frozen=True, kw_only=True)
class NameClaimFiled:
    """A team claims names that another team holds (rule B7)."""

    claim_id: str
    division_code: str
    claimant_id: str
    holder_id: str


@dataclass(frozen=True, kw_only=True)
class NameClaimDecided:
    """A claim to names that another team held was decided, or lapsed because a team has left (rule B7)."""

    claim_id: str
    division_code: str
    claimant_id: str
    holder_id: str
    # upheld, dismissed or lapsed
    outcome: str
    reason: str
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class TeamFindingChanged:
    """A finding about a team that has submitted appeared or was lifted; a human decides (rules B3, B8, C7, D1)."""

    team: TeamFacts
    code: str
    # which finding of this code; `evidence` is it in words
    key: str
    evidence: str
    lifted: bool = False
    # counts the team's changes of findings: an older one never overwrites a newer
    sequence: int
    # if the finding is about two teams
    other_team_id: str = ""
    other_team_division_code: str = ""
