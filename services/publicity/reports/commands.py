"""File a report, adjudicate it, and open and close the notices that reports may hold open (rules F8, H1 to H3, K4)."""

from __future__ import annotations

import secrets

from dasai.publicity.v1 import reports_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.refusals import FIELDS_INVALID, NOT_FOUND

from ..notices import store as notices_store
from ..notices.checks import public_notice, require_official_names
from . import requests, rules, store, wire
from .adapters import open_reporter, seal_reporter
from .model.report import Report

LONGEST_ID = 64
LONGEST_PURPOSE = 500


@idempotent(creates=store.reports)
def file_report(
    identifier: str, request: requests.FileReport, actor: Actor, at: Instant
) -> reports_pb2.FileReportResponse:
    """Report a team or object to a notice, as anyone may (rules F8, H2); the reporter is sealed apart before that is kept."""
    reporter = request.reporter.checked()
    if not 0 < len(request.team_id) <= LONGEST_ID:
        refuse(
            FIELDS_INVALID,
            faults=[FieldFault("team_id", "请填写被举报团队的编号。", "Name the team that is reported.")],
        )
    if request.notice_id:
        listed = public_notice(request.notice_id, at).team_ids
        refuse_unless(request.team_id in listed, rules.H2_TEAM_NOT_IN_NOTICE)
    report = Report.file(
        identifier,
        team_id=request.team_id,
        notice_id=request.notice_id,
        text=request.text,
        evidence=request.evidence,
        tracking_code=secrets.token_urlsafe(24),
        account_id=actor.account_id,
        at=at,
    )
    store.keep_reporter(identifier, seal_reporter(identifier, wire.reporter_bytes(reporter)))
    answer = wire.filed_view(report)
    store.reports.add(report, answer=answer)
    return answer


@idempotent
def accept_report(request: requests.AcceptReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Take a report on, for the committee (rule H3)."""
    actor.require(Role.COMMITTEE)
    report = store.reports.get(request.report_id)
    report.accept(request.reason, by=actor.account_id, at=at)
    return _save(report)


@idempotent
def record_hearing(request: requests.RecordHearing, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Record that the committee heard a party (rule H3)."""
    actor.require(Role.COMMITTEE)
    report = store.reports.get(request.report_id)
    report.hear(request.record, by=actor.account_id, at=at)
    return _save(report)


@idempotent
def adjudicate_report(request: requests.AdjudicateReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Rule on a report, for the committee (rule H3); its effects on notices and awards follow from the event (rule H4)."""
    actor.require(Role.COMMITTEE)
    require_official_names(request.reason)
    report = store.reports.get(request.report_id)
    report.adjudicate(upheld=request.upheld, code=request.code, reason=request.reason, by=actor.account_id, at=at)
    return _save(report)


def _save(report: Report) -> reports_pb2.Report:
    answer = wire.report_view(report)
    store.reports.save(report, answer=answer)
    return answer


def read_reporter(request: requests.ReadReporter, actor: Actor, at: Instant) -> reports_pb2.Reporter:
    """Show the committee who reported; the reading is put on record before it is answered (rules H2, K4)."""
    actor.require(Role.COMMITTEE)
    purpose = request.purpose.strip()
    refuse_unless(0 < len(purpose) <= LONGEST_PURPOSE, rules.K4_PURPOSE_MISSING)
    report = store.reports.look(request.report_id)
    sealed = store.sealed_reporter(report.id)
    if sealed is None:
        refuse(NOT_FOUND, what="reporter")
    store.record_access(new_id(), report.id, actor.account_id, at, purpose)
    return wire.reporter_view(open_reporter(report.id, sealed))


def run_due_notices(actor: Actor, at: Instant) -> None:
    """Open and close the notices that are due, each at its exact instant (rules F8, H1).

    A notice closes only once the reports that were filed against it in time are settled.
    """
    for seen in notices_store.due_notices(at):
        notice = notices_store.notices.find(seen.id)
        if notice is not None:
            objections = store.objections_to(notice) if notice.days_over(at) else ()
            if notice.run_due(at, objections):
                notices_store.notices.save(notice)
