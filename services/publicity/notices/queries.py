"""Show notices, and to whom (rule K1)."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2, notices_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.lists import ABOVE, BETWEEN, Part, moment
from chassis.permissions import Audience
from chassis.permissions import publicity as permissions

from . import store, wire
from .checks import public_notice


def get_notice(request: notices_pb2.GetNoticeRequest, actor: Actor, at: Instant) -> notices_pb2.Notice:
    """Show a notice; before its opening there is none for the public."""
    identifier, audience = request.notice_id, permissions.GET_NOTICE.require(actor).audience
    notice = store.notices.look(identifier) if audience is Audience.NATIONAL else public_notice(identifier, at)
    return wire.notice_view(notice, at, team_id=request.team_id, brief=request.brief)


def list_notices(request: notices_pb2.ListNoticesRequest, actor: Actor, at: Instant) -> notices_pb2.ListNoticesResponse:
    """Show notices from their opening on, the newest first; to the secretariat and the committee also those to come."""
    public = permissions.LIST_NOTICES.require(actor).audience is not Audience.NATIONAL
    part = Part(
        store.NEWEST,
        {"kind": enum_value(request.kind, events_pb2.NoticeKind.DESCRIPTOR)} if request.kind else {},
        until=f"{moment(at)}{BETWEEN}{ABOVE}" if public else "",
        few={"state.entries.division_code": request.division_code} if request.division_code else None,
    )
    page = store.notices.listed([part], asked(request.page))
    return wire.list_view(page.aggregates, at, list_response(page), brief=request.brief)
