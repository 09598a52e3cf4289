"""Reports: filed by anyone under a real name, adjudicated by the committee (rules F8, H2, H3, K4)."""

from __future__ import annotations

import secrets
from functools import lru_cache

from dasai.publicity.v1 import reports_pb2

from chassis.actor import Actor, Role
from chassis.context import current
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id, new_id
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.refusals import FIELDS_INVALID, NOT_FOUND
from chassis.sealing import Sealed, Sealer
from chassis.settings import settings

from .. import store, wire
from ..model import commands, rules
from ..model.report import Report, Reporter
from .texts import require_official_names

LONGEST_ID = 64


@lru_cache(maxsize=1)
def reporter_sealer() -> Sealer:
    """Seals reporters with DASAI_REPORTER_KEYS; raises ValueError or SystemExit where they are not as they should be."""
    return Sealer.from_json(settings().secret("reporter_keys"))


def file_report(cmd: commands.FileReport, actor: Actor, at: Instant) -> reports_pb2.FileReportResponse:
    """Anyone reports a team or objects to a notice (rules F8, H2); the reporter is sealed apart before the report stands."""
    reporter = cmd.reporter.checked()
    if not 0 < len(cmd.team_id) <= LONGEST_ID:
        refuse(
            FIELDS_INVALID,
            faults=[FieldFault("team_id", "请填写被举报团队的编号。", "Name the team that is reported.")],
        )
    if cmd.notice_id:
        notice = store.notices.peek(cmd.notice_id)
        if notice is None or not notice.is_public(at):
            refuse(NOT_FOUND, what="notice")
        refuse_unless(cmd.team_id in notice.team_ids, rules.H2_TEAM_NOT_IN_NOTICE)
    identifier = derived_id("report", current().idempotency_key or new_id())
    report = Report.file(
        identifier,
        team_id=cmd.team_id,
        notice_id=cmd.notice_id,
        text=cmd.text,
        evidence=cmd.evidence,
        tracking_code=secrets.token_urlsafe(24),
        account_id=actor.account_id,
        at=at,
    )
    store.reports.find(identifier)  # a command repeated is answered before anything is written
    store.keep_reporter(identifier, _seal(identifier, reporter))
    answer = wire.filed_view(report)
    store.reports.add(report, answer=answer)
    return answer


def accept_report(cmd: commands.AcceptReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """The committee takes a report on (rule H3)."""
    actor.require(Role.COMMITTEE)
    report = store.reports.get(cmd.report_id)
    report.accept(cmd.reason, by=actor.account_id, at=at)
    return _saved(report)


def record_hearing(cmd: commands.RecordHearing, actor: Actor, at: Instant) -> reports_pb2.Report:
    """The committee records that a party was heard (rule H3)."""
    actor.require(Role.COMMITTEE)
    report = store.reports.get(cmd.report_id)
    report.hear(cmd.record, by=actor.account_id, at=at)
    return _saved(report)


def adjudicate_report(cmd: commands.AdjudicateReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """The committee rules (rule H3); what follows from it follows from the event (rule H4)."""
    actor.require(Role.COMMITTEE)
    require_official_names(cmd.reason)
    report = store.reports.get(cmd.report_id)
    report.adjudicate(upheld=cmd.upheld, code=cmd.code, reason=cmd.reason, by=actor.account_id, at=at)
    return _saved(report)


def read_reporter(cmd: commands.ReadReporter, actor: Actor, at: Instant) -> reports_pb2.Reporter:
    """Who reported, for the committee; put on record before it is answered (rules H2, K4)."""
    actor.require(Role.COMMITTEE)
    purpose = cmd.purpose.strip()
    refuse_unless(0 < len(purpose) <= 500, rules.K4_PURPOSE_MISSING)
    sealed = store.sealed_reporter(store.reports.look(cmd.report_id).id)
    if sealed is None:
        refuse(NOT_FOUND, what="reporter")
    store.record_access(new_id(), cmd.report_id, actor.account_id, at, purpose)
    return wire.reporter_view(reporter_sealer().open(sealed, _context(cmd.report_id)))


def _saved(report: Report) -> reports_pb2.Report:
    answer = wire.report_view(report)
    store.reports.save(report, answer=answer)
    return answer


def _seal(report_id: str, reporter: Reporter) -> Sealed:
    return reporter_sealer().seal(wire.reporter_bytes(reporter), _context(report_id))


def _context(report_id: str) -> bytes:
    return f"reporter:{report_id}".encode()
