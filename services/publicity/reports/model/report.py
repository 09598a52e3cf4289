"""A report (举报) about a team or an organiser: real-name, with evidence, adjudicated step by step (H2, H3)."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import RefusedTogether, refuse, refuse_unless
from chassis.text.visible import visible_length

from ...notices.model.notice import Challenge
from ...shared.rulings import LONGEST_REASON, is_rule_code
from .. import rules
from ..events import OrganiserReportAdjudicated, ReportAdjudicated, ReporterRead, ReportFiled
from .reporter import require_readable

LONGEST_TEXT = 5000


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
    """A piece of evidence by reference: its name, the SHA-256 of its content, and the identifier of the kept file.

    Reports from before files were kept have no identifier.
    """

    file_name: str
    sha256: str
    evidence_id: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step on record: the state that it led to, by which account, when and why.

    The filing names no account, whoever was signed in: who reports is sealed apart (H2).
    """

    state: ReportState
    account_id: str
    at: Instant
    reason: str


@dataclass(frozen=True, kw_only=True)
class Access:
    """A reading of a reporter's identity."""

    report_id: str
    at: Instant
    purpose: str


def checked_text(text: str) -> str:
    """Return what is reported in the form in which it is kept; refuse H2_UNREADABLE or H2_TEXT_MISSING."""
    text = text.strip()
    require_readable({"text": text}, lines=True)
    refuse_unless(visible_length(text) > 0 and len(text) <= LONGEST_TEXT, rules.H2_TEXT_MISSING, longest=LONGEST_TEXT)
    return text


@dataclass(kw_only=True)
class Report(Aggregate):
    """A report about a team, or about an organiser: a division's host, by its code, or another contest's organiser.

    `notice_id` is the notice during which the team is reported, if one is named.
    """

    team_id: str = ""
    organiser_id: str = ""
    notice_id: str = ""
    text: str
    evidence: tuple[EvidenceFile, ...]
    filed_at: Instant
    tracking_hash: str
    state: ReportState = ReportState.FILED
    steps: tuple[Step, ...] = ()
    code: str = ""
    reason: str = ""

    @classmethod
    def file(
        cls,
        report_id: str,
        *,
        team_id: str = "",
        organiser_id: str = "",
        notice_id: str = "",
        text: str,
        evidence: tuple[EvidenceFile, ...],
        most_evidence: int,
        tracking_hash: str,
        at: Instant,
    ) -> Report:
        """Make a report of what is wrong, with evidence of it (H2); the reporter was checked and is sealed elsewhere."""
        text = checked_text(text)
        refuse_unless(0 < len(evidence) <= most_evidence, rules.H2_NO_EVIDENCE, most=most_evidence)
        report = cls(
            id=report_id,
            team_id=team_id,
            organiser_id=organiser_id,
            notice_id=notice_id,
            text=text,
            evidence=evidence,
            filed_at=at,
            tracking_hash=tracking_hash,
        )
        report._step(ReportState.FILED, "", at, "")
        report.raise_event(ReportFiled(report_id, team_id, notice_id, organiser_id), at)
        return report

    def record_reading(self, access_id: str, purpose: str, at: Instant) -> None:
        """Put on the audit trail that the reporter's identity is read, and by a hash for which stated purpose (D5, K4)."""
        self.raise_event(ReporterRead(self.id, access_id, hashlib.sha256(purpose.encode()).hexdigest()), at)

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
        """Rule on the report, once, with a rule and a reason (H3); nothing is upheld before the parties were heard."""
        self._refuse_settled()
        refuse_unless(self.state is not ReportState.FILED, rules.H3_NOT_ACCEPTED)
        refuse_unless(not upheld or self.state is ReportState.HEARD, rules.H3_NOT_HEARD)
        together = RefusedTogether()
        with together.at("code"):
            refuse_unless(not upheld or is_rule_code(code), rules.H3_RULE_MISSING)
        with together.at("reason"):
            reason = _reason(reason)
        together.refuse()
        self.reason = reason
        self.code = code if upheld else ""
        self._step(ReportState.UPHELD if upheld else ReportState.DISMISSED, by, at, self.reason)
        if self.organiser_id:
            ruling = OrganiserReportAdjudicated(self.id, self.organiser_id, upheld, self.code, self.reason)
            self.raise_event(ruling, at)
        else:
            self.raise_event(ReportAdjudicated(self.id, self.team_id, upheld, self.code, self.reason), at)

    @property
    def settled_at(self) -> Instant | None:
        """Return the instant of the ruling; None before it."""
        return self.steps[-1].at if self.state in _SETTLED else None

    @property
    def challenge(self) -> Challenge:
        """Return what a notice needs to know of the report."""
        return Challenge(self.team_id, self.notice_id, self.filed_at, self.settled_at, self.state is ReportState.UPHELD)

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
