"""A report (举报) or objection: real-name, with evidence, adjudicated step by step (F8, H2, H3)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ...notices.model.notice import Objection
from .. import rules
from ..events import ReportAdjudicated, ReportFiled

LONGEST_TEXT = 5000
LONGEST_REASON = 2000
LONGEST_FILE_NAME = 200
MOST_EVIDENCE = 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RULE_CODE = re.compile(r"[A-Z][0-9]{1,2}_[A-Z0-9_]{2,60}")


class ReportState(enum.StrEnum):
    """State of a report (H3)."""

    FILED = "filed"
    ACCEPTED = "accepted"
    HEARD = "heard"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


_SETTLED = (ReportState.UPHELD, ReportState.DISMISSED)


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A piece of evidence by reference: its name and the SHA-256 of its content, lower-case hexadecimal."""

    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step on record: the state that it led to, by which account, when and why."""

    state: ReportState
    account_id: str
    at: Instant
    reason: str


@dataclass(kw_only=True)
class Report(Aggregate):
    """A report about a team; `notice_id` is the notice that it objects to, empty if it is no objection."""

    team_id: str
    notice_id: str = ""
    text: str
    evidence: tuple[EvidenceFile, ...]
    filed_at: Instant
    tracking_code: str
    state: ReportState = ReportState.FILED
    steps: tuple[Step, ...] = ()
    code: str = ""
    reason: str = ""

    @classmethod
    def file(
        cls,
        report_id: str,
        *,
        team_id: str,
        notice_id: str,
        text: str,
        evidence: tuple[EvidenceFile, ...],
        tracking_code: str,
        account_id: str,
        at: Instant,
    ) -> Report:
        """Make a report of what is wrong, with evidence of it (H2); the reporter was checked and is sealed elsewhere."""
        text = text.strip()
        refuse_unless(0 < len(text) <= LONGEST_TEXT, rules.H2_TEXT_MISSING, longest=LONGEST_TEXT)
        valid = all(
            _SHA256.fullmatch(file.sha256) and 0 < len(file.file_name.strip()) <= LONGEST_FILE_NAME for file in evidence
        )
        refuse_unless(valid and 0 < len(evidence) <= MOST_EVIDENCE, rules.H2_NO_EVIDENCE, most=MOST_EVIDENCE)
        report = cls(
            id=report_id,
            team_id=team_id,
            notice_id=notice_id,
            text=text,
            evidence=evidence,
            filed_at=at,
            tracking_code=tracking_code,
        )
        report._step(ReportState.FILED, account_id, at, "")
        report.raise_event(ReportFiled(report_id, team_id, notice_id), at)
        return report

    def accept(self, reason: str, *, by: str, at: Instant) -> None:
        """Take the report on, for the committee (H3)."""
        self._refuse_settled()
        refuse_unless(self.state is ReportState.FILED, rules.H3_ALREADY_ACCEPTED)
        self._step(ReportState.ACCEPTED, by, at, _reason(reason))

    def hear(self, record: str, *, by: str, at: Instant) -> None:
        """Record that a party was heard (H3); each hearing is a step of its own."""
        self._refuse_settled()
        refuse_unless(self.state is not ReportState.FILED, rules.H3_NOT_ACCEPTED)
        self._step(ReportState.HEARD, by, at, _reason(record))

    def adjudicate(self, *, upheld: bool, code: str, reason: str, by: str, at: Instant) -> None:
        """Rule on the report, once and with a reason (H3); nothing is upheld before the parties were heard."""
        self._refuse_settled()
        refuse_unless(self.state is not ReportState.FILED, rules.H3_NOT_ACCEPTED)
        refuse_unless(not upheld or self.state is ReportState.HEARD, rules.H3_NOT_HEARD)
        refuse_unless(not upheld or _RULE_CODE.fullmatch(code) is not None, rules.H3_RULE_MISSING)
        self.reason = _reason(reason)
        self.code = code if upheld else ""
        self._step(ReportState.UPHELD if upheld else ReportState.DISMISSED, by, at, self.reason)
        self.raise_event(ReportAdjudicated(self.id, self.team_id, upheld, self.code, self.reason), at)

    @property
    def settled_at(self) -> Instant | None:
        """Return the instant of the ruling; None before it."""
        return self.steps[-1].at if self.state in _SETTLED else None

    @property
    def objection(self) -> Objection:
        """Return what a notice needs to know of the report."""
        return Objection(self.team_id, self.notice_id, self.filed_at, self.settled_at, self.state is ReportState.UPHELD)

    def _refuse_settled(self) -> None:
        if self.state in _SETTLED:
            refuse(rules.H3_ALREADY_ADJUDICATED)

    def _step(self, state: ReportState, by: str, at: Instant, reason: str) -> None:
        self.state = state
        self.steps = (*self.steps, Step(state, by, at, reason))


def _reason(text: str) -> str:
    text = text.strip()
    refuse_unless(0 < len(text) <= LONGEST_REASON, rules.H3_REASON_MISSING, longest=LONGEST_REASON)
    return text
