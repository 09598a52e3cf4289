"""Requests about teams."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant

from ..organisations.model import CreditList
from .model.reviews import AppealAnswer, ReviewState
from .model.supplements import Supplement


@dataclass(frozen=True, kw_only=True)
class NewRepresentative:
    """A representative as typed: never stored, logged or shown like this."""

    name: str = field(repr=False)
    # of the edition's kinds
    identity_kind: str
    identity_number: str = field(repr=False)
    organisation_uscc: str
    # if this is the holder of the account that registers; None: as the names say
    is_account_holder: bool | None = None


@dataclass(frozen=True, kw_only=True)
class AccountHolder:
    """The holder of the caller's account: the name, and the version of the text that the own consent is to, if it was given."""

    name: str = field(default="", repr=False)
    identity_consent: str = ""


@dataclass(frozen=True, kw_only=True)
class KeptRepresentative:
    """A representative who stays in the team: the place, from 1, and the masked number that was read there."""

    place: int
    masked_identity_number: str


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
    # why a name that another team holds is claimed; empty to be refused then
    contest_reason: str = ""
    # the version of the text to which each representative consented
    identity_consent: str = ""
    holder: AccountHolder = AccountHolder()


@dataclass(frozen=True, kw_only=True)
class ChangeTeam:
    team_id: str
    team_name: str
    project_name: str
    representatives: tuple[NewRepresentative, ...]
    contest_reason: str = ""
    identity_consent: str = ""
    holder: AccountHolder = AccountHolder()
    # if there are any, they and `representatives` replace all that the team has
    kept_representatives: tuple[KeptRepresentative, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AnswerNameClaim:
    team_id: str
    claim_id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class DecideNameClaim:
    claim_id: str
    upheld: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SettleNameClaim:
    claim_id: str


@dataclass(frozen=True, kw_only=True)
class RecordTeam:
    team_id: str
    division_code: str
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, kw_only=True)
class RecordReview:
    team_id: str
    number: int
    state: ReviewState
    reason: str
    # which of review's words on this team it is
    sequence: int = 0
    supplement: Supplement | None = None
    appeal_until: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAppeal:
    team_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordAppealAnswer:
    team_id: str
    answer: AppealAnswer


@dataclass(frozen=True, kw_only=True)
class RecordReopening:
    team_id: str
    number: int
    because: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class RecordDisqualification:
    team_id: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AddCoOrganisation:
    team_id: str
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class RemoveCoOrganisation:
    team_id: str
    uscc: str


@dataclass(frozen=True, kw_only=True)
class RenewInvitation:
    team_id: str
    uscc: str


@dataclass(frozen=True, kw_only=True)
class InvitationKey:
    team_id: str
    uscc: str
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AnswerInvitation:
    invitation: InvitationKey
    consent: bool
    contest_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOverLead:
    team_id: str
    uscc: str


@dataclass(frozen=True, kw_only=True)
class AnswerColleagueInvitation:
    team_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class PassOn:
    team_id: str
    organisation_uscc: str
    reason: str
    notice_hours: int


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    team_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RemoveAccount:
    team_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True)
class LetClosedAccountGo:
    account_id: str


@dataclass(frozen=True, kw_only=True)
class RecordAffiliations:
    uscc: str
    # all that are or were its parents
    uppers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordScheme:
    division_code: str
    registration_closes: Instant
    submission_closes: Instant


@dataclass(frozen=True, kw_only=True)
class RecordWordList:
    name: str


@dataclass(frozen=True, kw_only=True)
class RecordListing:
    uscc: str
    list: CreditList
    as_of: Instant
    source: str


@dataclass(frozen=True, kw_only=True)
class RecordWholeList:
    list: CreditList
    as_of: Instant
