"""What publicity shows, and to whom (rule K1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from dasai.publicity.v1 import awards_pb2, events_pb2, notices_pb2, reports_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.mapping import enum_value
from chassis.refusals import NOT_FOUND

from . import store, wire
from .model.award import Award
from .model.events import NoticeKind
from .model.notice import notice_id

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def get_notice(identifier: str, actor: Actor, at: Instant) -> notices_pb2.Notice:
    """A notice; before its opening there is none for the public."""
    notice = store.notices.peek(identifier)
    if notice is None or not (notice.is_public(at) or _inside(actor)):
        refuse(NOT_FOUND, what="notice")
    return wire.notice_view(notice, at)


def list_notices(request: notices_pb2.ListNoticesRequest, actor: Actor, at: Instant) -> notices_pb2.ListNoticesResponse:
    """Notices from their opening on; the secretariat and the committee also see those to come."""
    filters: dict[str, Any] = {}
    if not _inside(actor):
        filters["state.opens_at"] = {"$gte": _EVER, "$lte": at}
    if request.kind:
        filters["state.kind"] = enum_value(request.kind, events_pb2.NoticeKind.DESCRIPTOR)
    found, token = store.notices.page(filters, request.page.page_token, request.page.page_size)
    return notices_pb2.ListNoticesResponse(
        notices=[wire.notice_view(notice, at) for notice in found], page=wire.page_response(token)
    )


def get_report(report_id: str, actor: Actor) -> reports_pb2.Report:
    """A report, for the committee (rule H2)."""
    actor.require(Role.COMMITTEE)
    return wire.report_view(store.reports.look(report_id))


def list_reports(request: reports_pb2.ListReportsRequest, actor: Actor) -> reports_pb2.ListReportsResponse:
    """Reports, for the committee (rule H2)."""
    actor.require(Role.COMMITTEE)
    filters: dict[str, Any] = {}
    if request.team_id:
        filters["state.team_id"] = request.team_id
    if request.state:
        state = enum_value(request.state, reports_pb2.ReportState.DESCRIPTOR)
        # a state that an aggregate begins with is left out of its document
        filters["state.state"] = {"$exists": False} if state == "filed" else state
    found, token = store.reports.page(filters, request.page.page_token, request.page.page_size)
    return reports_pb2.ListReportsResponse(
        reports=[wire.report_view(report) for report in found], page=wire.page_response(token)
    )


def get_report_status(tracking_code: str) -> reports_pb2.ReportStatus:
    """What became of a report, for whoever holds its secret tracking code (rule H3)."""
    report = store.report_tracked(tracking_code) if tracking_code else None
    if report is None:
        refuse(NOT_FOUND, what="report")
    return wire.status_view(report)


def list_awards(request: awards_pb2.ListAwardsRequest, actor: Actor, at: Instant) -> awards_pb2.ListAwardsResponse:
    """Awards of the edition; before their notice opens only for the secretariat and the committee."""
    if not _inside(actor):
        notice = store.notices.peek(notice_id(NoticeKind.WINNERS, edition().id))
        if notice is None or not notice.is_public(at):
            return awards_pb2.ListAwardsResponse(page=wire.page_response(""))
    filters: dict[str, Any] = {"state.list_id": edition().id}
    if request.track:
        filters["state.facts.track"] = request.track
    found, token = store.awards.page(filters, request.page.page_token, request.page.page_size)
    return awards_pb2.ListAwardsResponse(
        awards=[wire.award_view(award, with_code=_inside(actor) or _won_by(award, actor)) for award in found],
        page=wire.page_response(token),
    )


def get_certificate(code: str) -> awards_pb2.Certificate:
    """A certificate by its verification code, in whatever groups and case it was typed (rule G3)."""
    normal = re.sub(r"[\s-]", "", code).upper()
    award = store.award_verified(normal) if normal else None
    if award is None:
        refuse(NOT_FOUND, what="certificate")
    return wire.certificate_view(award, edition())


def _inside(actor: Actor) -> bool:
    return actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)


def _won_by(award: Award, actor: Actor) -> bool:
    team = award.facts.team
    return team is not None and actor.account_id in team.account_ids
