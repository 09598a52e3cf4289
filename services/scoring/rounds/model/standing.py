"""Keep what review and registration say of a team, and derive its standing in rankings (rules B2, D1, D3)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from chassis.facts.teams import TeamFacts


class Standing(enum.StrEnum):
    """The standing of a project in rankings: eligible; suspended while its case is open again or it may appeal; struck."""

    ELIGIBLE = "eligible"
    SUSPENDED = "suspended"
    STRUCK = "struck"


class Ruling(enum.StrEnum):
    """The state of a case by review's newest event: passed, open, or rejected.

    It is open while it is reviewed anew, while the team is to correct or to supplement something, and while a rejection may be
    appealed or is: a place is lost only by a rejection that is final (rule D3).
    """

    PASSED = "passed"
    OPEN = "open"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class ReviewEvent:
    """A decision of review on a submission, or the reopening of a case; `sequence` counts both for the team.

    That a rejection became final has the rejection's own `sequence`.
    """

    number: int
    sequence: int
    ruling: Ruling

    @property
    def passes(self) -> bool:
        """Return True if the submission passed."""
        return self.ruling is Ruling.PASSED

    @property
    def age(self) -> tuple[int, int, bool]:
        """Return what grows with every newer event."""
        return self.sequence, self.number, self.ruling is Ruling.REJECTED


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Review's newest event on a team, and the newest submission that passed, which experts read.

    Of a team that the release before judged, `sequence` is 0 and `open` False.
    """

    team_id: str
    number: int
    passed: bool
    sequence: int = 0
    open: bool = False
    passed_number: int = 0
    passed_sequence: int = 0

    @classmethod
    def none(cls, team_id: str) -> Verdict:
        """Return the verdict on a team of which review has said nothing."""
        return cls(team_id=team_id, number=0, passed=False)

    @property
    def age(self) -> tuple[int, int, bool]:
        """Return what grows with every newer event: of a rejection, that it is final comes after it."""
        return self.sequence, self.number, self.number > 0 and not self.passed and not self.open

    @property
    def standing(self) -> Standing:
        """Return what the newest event means for the project."""
        if self.passed:
            return Standing.ELIGIBLE
        return Standing.SUSPENDED if self.open else Standing.STRUCK

    @property
    def newest_passed(self) -> int:
        """Return the number of the newest submission that passed; 0 if none did."""
        return self.passed_number or (self.number if self.passed else 0)

    def after(self, event: ReviewEvent) -> Verdict:
        """Return the verdict once this event is heard: by itself it may be older than what is known."""
        verdict = self
        if event.age > self.age:
            verdict = replace(
                verdict,
                number=event.number,
                sequence=event.sequence,
                passed=event.passes,
                open=event.ruling is Ruling.OPEN,
                passed_number=self.newest_passed,
            )
        if event.passes and (event.sequence, event.number) > (self.passed_sequence, self.newest_passed):
            verdict = replace(verdict, passed_number=event.number, passed_sequence=event.sequence)
        return verdict


@dataclass(frozen=True, kw_only=True)
class TeamAccounts:
    """The accounts that act for a team; `changes` counts how often they changed (rule B2)."""

    team_id: str
    account_ids: tuple[str, ...]
    changes: int

    @classmethod
    def of(cls, team: TeamFacts) -> TeamAccounts:
        """Return the accounts that a team's facts state."""
        return cls(team_id=team.team_id, account_ids=team.account_ids, changes=team.accounts_changed)

    def applied_to(self, team: TeamFacts) -> TeamFacts:
        """Return the team's facts with these accounts, unless its own are at least as new."""
        if self.changes <= team.accounts_changed:
            return team
        return replace(team, account_ids=self.account_ids, accounts_changed=self.changes)
