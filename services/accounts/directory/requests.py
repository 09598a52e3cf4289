"""Translate events of other services into who is concerned and what is due."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class RecordTeam:
    """A team as an event names it. `consents_missing` is None if the event does not say; then its names may be old ones."""

    team_id: str
    division_code: str
    team_name: str
    project_name: str
    account_ids: tuple[str, ...]
    accounts_changed: int
    consents_missing: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecordRegistration:
    """A team registered, or came back after it had withdrawn (rules C1, C12)."""

    team_id: str


@dataclass(frozen=True, kw_only=True)
class RecordWithdrawal:
    """A team withdrew, or had to leave (rules B7, C12)."""

    team_id: str


@dataclass(frozen=True, kw_only=True)
class RecordDisqualification:
    """A team lost its place for good (rules B10, H4)."""

    team_id: str


@dataclass(frozen=True, kw_only=True)
class RecordSubmission:
    """A team submitted a version; requests about an older one need no answer any more (rules C10, C11)."""

    team_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordSupplementRequest:
    """Material is asked for by a time (rule C11)."""

    team_id: str
    number: int
    submission_number: int
    due_at: Instant


@dataclass(frozen=True, kw_only=True)
class RecordSupplementEnd:
    """A request for material was answered, or lapsed (rule C11)."""

    team_id: str
    number: int


@dataclass(frozen=True, kw_only=True)
class RecordDeadlines:
    """The times of a division's published scheme (rule A5)."""

    division_code: str
    scheme_version: int
    submission_closes: Instant
    scoring_closes: Instant | None


@dataclass(frozen=True, kw_only=True)
class RecordCase:
    """A case has this reviewer, and is due; without a reviewer it waits (rule D2)."""

    case_id: str
    division_code: str
    reviewer_id: str = ""
    due_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class RecordCaseDecided:
    """A case is decided, and not due any more; its reviewer has it again if it is reopened (rule D1)."""

    case_id: str
    division_code: str


@dataclass(frozen=True, kw_only=True)
class RecordAssignments:
    """All that the experts of a round have to score (rule E2): the projects of each, by account."""

    round_id: str
    division_code: str
    projects: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class RecordScored:
    """An expert submitted the sheet of a project (rule E3)."""

    round_id: str
    account_id: str
    team_id: str


@dataclass(frozen=True, kw_only=True)
class RecordRecusal:
    """An expert of a panel stepped back from a project, and does not score it (rule E2)."""

    panel_id: str
    account_id: str
    team_id: str


@dataclass(frozen=True, kw_only=True)
class RecordPublic:
    """A list is public since an instant, with these teams on it: `finalists` or `winners` (rules F8, H1)."""

    team_ids: tuple[str, ...]
    listed: str
    since: Instant


Update = (
    RecordTeam
    | RecordRegistration
    | RecordWithdrawal
    | RecordDisqualification
    | RecordSubmission
    | RecordSupplementRequest
    | RecordSupplementEnd
    | RecordDeadlines
    | RecordCase
    | RecordCaseDecided
    | RecordAssignments
    | RecordScored
    | RecordRecusal
    | RecordPublic
)
