"""Decisions on a case and their appeal, each with its substance (rules D1, D3 to D5)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from ..events import Finding, Judgements, Outcome, ReopeningReason

# the rules that a team or its project can break, by the letter and the highest number of their ids
_RULES_OF_TEAMS = {"B": 10, "C": 12}
_RULE_ID = re.compile(r"(?<![A-Z0-9])([BC])([1-9][0-9]?)(?![A-Z0-9])")


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """The deadlines of scheme and edition at the moment of a decision.

    `submission_closes` and `review_closes` are None if the division has published no scheme.
    """

    submission_closes: Instant | None
    review_closes: Instant | None
    # the end of the days that a team has for a supplement, and for an appeal
    supplement_due: Instant
    appeal_until: Instant


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision: on which submission, on what evidence, by whom and when (rule D5).

    `sequence` is its place in the count of all decisions and reopenings of the case; 0 if it was decided before these were
    counted. It is `late` if the division's review had closed (rule A5).
    """

    submission_number: int
    outcome: Outcome
    judgements: Judgements
    reason: str
    decided_by: str
    decided_at: Instant
    sequence: int = 0
    # what was found of the submission by then, and the digest of all that was handed in
    findings: tuple[Finding, ...] = ()
    digest: str = ""
    late: bool = False
    late_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """The reopening of a decided case: on which submission, why and when (rule D5)."""

    sequence: int
    submission_number: int
    reason: ReopeningReason
    reopened_at: Instant
    finding_code: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseRecusal:
    """A reviewer's withdrawal from a case because of a conflict of interest (rule D2)."""

    account_id: str
    reason: str
    recused_at: Instant


@dataclass(frozen=True, kw_only=True)
class AppealSettlement:
    """The answer to an appeal, by whom and when (rule D3)."""

    granted: bool
    reason: str
    settled_by: str
    settled_at: Instant


def names_rule(reason: str) -> bool:
    """Return True if the reason names a rule that a team or project can break, by its id such as B3 or C5 (rule D4)."""
    text = unicodedata.normalize("NFKC", reason).upper()
    return any(int(number) <= _RULES_OF_TEAMS[letter] for letter, number in _RULE_ID.findall(text))
