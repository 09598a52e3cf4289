"""Who is concerned and what is due, as far as messages go by it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class KnownTeam:
    """A team that registered, and the accounts that act for it."""

    id: str
    division: str
    team_name: str
    project_name: str
    account_ids: tuple[str, ...]
    consents_missing: int = 0
    # it withdrew, or was disqualified
    is_out: bool = False
    # the lists that were public with the team on them: `finalists`, `winners`
    public_in: frozenset[str] = frozenset()
    supplement_due: Instant | None = None
    # what its accounts were reminded of
    supplement_reminded: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownDivision:
    """The times of a division's published scheme."""

    id: str
    submission_closes: Instant
    scoring_closes: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class KnownCase:
    """A case that a reviewer has to decide."""

    id: str
    division: str
    reviewer_id: str
    due_at: Instant


@dataclass(frozen=True, kw_only=True)
class KnownTask:
    """The projects that an expert has to score in a round, and those scored."""

    id: str
    account_id: str
    division: str
    projects: frozenset[str] = field(default_factory=frozenset)
    scored: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_done(self) -> bool:
        """Return True if every project is scored."""
        return self.projects <= self.scored
