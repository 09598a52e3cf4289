"""File a report, adjudicate it, and run what reports hold open: notices and uploaded evidence (rules F8, H1 to H3, K4)."""

from __future__ import annotations

from dataclasses import replace

from dasai.publicity.v1 import reports_pb2

from chassis.actor import PUBLIC, Actor
from chassis.arrivals import arrival_lag
from chassis.context import changed
from chassis.edition.current import edition
from chassis.edition.published import require_no_identity_numbers, require_publishable
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import FieldFault, RefusedTogether, refuse, refuse_unless
from chassis.permissions import publicity as permissions
from chassis.refusals import FIELDS_INVALID, NOT_FOUND

from ..directory.checks import require_no_own_organiser, require_no_own_team, require_organiser, require_team
from ..evidence import store as evidence_store
from ..evidence.commands import remove_evidence
from ..evidence.model import Evidence
from ..evidence.rules import H2_FILE_GONE
from ..evidence.settings import limits
from ..notices import store as notices_store
from ..notices.checks import public_notice
from ..objections import store as objections_store
from ..objections.adapters import hash_of, new_tracking_code, tracking_code
from . import requests, rules, store, wire
from .adapters import open_reporter, seal_reporter
from .model.report import EvidenceFile, Report, checked_text
from .settings import identity_forms

LONGEST_PURPOSE = 500


def file_report(request: requests.FileReport, actor: Actor, at: Instant) -> reports_pb2.FileReportResponse:
    """Report a team or an organiser, as anyone may (rule H2); the answer's tracking code is kept nowhere."""
    answer = _file_report(request, actor, at)
    filed = store.reports.look(answer.report_id)
    answer.tracking_code = tracking_code(filed.id, filed.tracking_hash)
    return answer


@idempotent(creates=store.reports)
def _file_report(
    identifier: str, request: requests.FileReport, actor: Actor, at: Instant
) -> reports_pb2.FileReportResponse:
    """Check all, let the report name its evidence, seal the reporter apart, and only then keep the report itself."""
    together, reporter, pieces = RefusedTogether(), request.reporter, list[Evidence]()
    with together.at("reporter.identity_number"):
        reporter = reporter.checked(identity_forms(edition()), at)
    with together.at("team_id" if request.team_id else "organiser_id"):
        _require_subject(request, at)
    with together.at("text"):
        checked_text(request.text)
    with together.at("evidence"):
        pieces = _named_evidence(identifier, request.evidence, at)
    together.refuse()
    if not reporter.account_id and actor.account_id != PUBLIC.account_id:
        reporter = replace(reporter, account_id=actor.account_id)
    report = Report.file(
        identifier,
        team_id=request.team_id,
        organiser_id=request.organiser_id,
        notice_id=request.notice_id,
        text=request.text,
        evidence=tuple(EvidenceFile(piece.file_name, piece.sha256, piece.id) for piece in pieces),
        most_evidence=limits().max_files,
        tracking_hash=hash_of(new_tracking_code(identifier)),
        at=at,
    )
    # who reports is in the seal and nowhere else: not in the first step, nor on the bus or in the audit trail (H2)
    with changed(actor=PUBLIC, causation_id=identifier):
        for piece in pieces:
            evidence_store.evidence.save(piece)
        store.keep_reporter(identifier, seal_reporter(identifier, wire.reporter_bytes(reporter)))
        answer = wire.filed_view(report)
        store.reports.add(report, answer=answer)
    return answer


def _require_subject(request: requests.FileReport, at: Instant) -> None:
    """Refuse a report about nobody, about both a team and an organiser, or about a team that its notice does not list (H2)."""
    if bool(request.team_id) == bool(request.organiser_id):
        fault = FieldFault(
            "team_id",
            "请填写被举报团队的编号，或者被举报主办单位的代码，二者只填其一。",
            "Name either the team or the organiser that is reported.",
        )
        refuse(FIELDS_INVALID, faults=[fault])
    if request.team_id:
        require_team(request.team_id)
    else:
        require_organiser(request.organiser_id)
    if request.notice_id:
        listed = public_notice(request.notice_id, at).team_ids
        refuse_unless(request.team_id in listed, rules.H2_TEAM_NOT_IN_NOTICE)


def _named_evidence(report_id: str, named: tuple[EvidenceFile, ...], at: Instant) -> list[Evidence]:
    """Return the kept files that a report names, each once and marked as the report's, not saved yet."""
    asked = {piece.evidence_id: piece for piece in named if piece.evidence_id}
    refuse_unless(0 < len(asked) <= limits().max_files, rules.H2_NO_EVIDENCE, most=limits().max_files)
    pieces = []
    for evidence_id, piece in asked.items():
        evidence = evidence_store.evidence.find(evidence_id)
        if evidence is None:
            refuse(H2_FILE_GONE)
        evidence.name_in(report_id, piece.sha256, at)
        pieces.append(evidence)
    return pieces


@idempotent
def accept_report(request: requests.AcceptReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Take a report on, for the committee (rule H3)."""
    permissions.ACCEPT_REPORT.require(actor)
    require_no_identity_numbers(reason=request.reason)
    report = _report_to_handle(request.report_id, actor)
    report.accept(request.reason, by=actor.account_id, at=at)
    return _save(report)


@idempotent
def record_hearing(request: requests.RecordHearing, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Record that the committee heard a party (rule H3)."""
    permissions.RECORD_HEARING.require(actor)
    require_no_identity_numbers(record=request.record)
    report = _report_to_handle(request.report_id, actor)
    report.hear(request.record, by=actor.account_id, at=at)
    return _save(report)


@idempotent
def adjudicate_report(request: requests.AdjudicateReport, actor: Actor, at: Instant) -> reports_pb2.Report:
    """Rule on a report, for the committee (rule H3); its effects on notices and awards follow from the event (rule H4)."""
    permissions.ADJUDICATE_REPORT.require(actor)
    report = _report_to_handle(request.report_id, actor)
    together = RefusedTogether()
    with together.at():
        require_publishable(reason=request.reason)
    with together.at():
        report.adjudicate(upheld=request.upheld, code=request.code, reason=request.reason, by=actor.account_id, at=at)
    together.refuse()
    return _save(report)


def _report_to_handle(report_id: str, actor: Actor) -> Report:
    """Return a report that the committee handles, to change it; refuse H3_OWN_ORGANISATION about an own team or division.

    Who reports is hidden from them too (rule H2).
    """
    report = store.reports.get(report_id)
    require_no_own_team(report.team_id, actor, rules.H3_OWN_ORGANISATION)
    require_no_own_organiser(report.organiser_id, actor, rules.H3_OWN_ORGANISATION)
    return report


def _save(report: Report) -> reports_pb2.Report:
    answer = wire.report_view(report)
    store.reports.save(report, answer=answer)
    return answer


def read_reporter(request: requests.ReadReporter, actor: Actor, at: Instant) -> reports_pb2.Reporter:
    """Show the committee who reported; the reading is put on record before it is answered (rules H2, K4)."""
    permissions.READ_REPORTER.require(actor)
    require_no_identity_numbers(purpose=request.purpose)
    purpose = request.purpose.strip()
    refuse_unless(0 < len(purpose) <= LONGEST_PURPOSE, rules.K4_PURPOSE_MISSING)
    report = _report_to_handle(request.report_id, actor)
    sealed = store.sealed_reporter(report.id)
    if sealed is None:
        refuse(NOT_FOUND, what="reporter")
    access_id = new_id()
    store.record_access(access_id, report.id, actor.account_id, at, purpose)
    report.record_reading(access_id, purpose, at)
    store.reports.save(report)
    return wire.reporter_view(open_reporter(report.id, sealed))


def run_due_notices(actor: Actor, at: Instant) -> None:
    """Open and close the notices that are due, each at its exact instant (rules F8, H1).

    A notice closes only once nothing that arrived in time can still come, and what did is settled: objections and reports.
    """
    for seen in notices_store.due_notices(at):
        notice = notices_store.notices.find(seen.id)
        if notice is not None:
            over = notice.days_over(at)
            challenges = (*store.challenges_of(notice), *objections_store.challenges_of(notice.id)) if over else ()
            if notice.run_due(at, challenges, arrival_lag()):
                notices_store.notices.save(notice)


def run_evidence(actor: Actor, at: Instant) -> None:
    """Delete uploaded evidence whose time is over, unless a report names it (rule H2).

    A report that arrived in that time may still be on its way: before that can't be, nothing is deleted.
    """
    over_by = at - arrival_lag()
    for seen in evidence_store.due_evidence(over_by):
        evidence = evidence_store.evidence.find(seen.id)
        if evidence is None:
            continue
        if evidence.report_id and store.reports.peek(evidence.report_id) is not None:
            evidence.stay()
            evidence_store.evidence.save(evidence)
        elif evidence.begin_removal(over_by):
            evidence_store.evidence.save(evidence)
            remove_evidence(evidence)
