"""Show notices, and to whom (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.publicity.v1 import events_pb2, notices_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.listing import MAX_PAGE, page_of_few
from chassis.mongo.lists import ABOVE, BETWEEN, Asked, Part, moment
from chassis.permissions import Audience
from chassis.permissions import publicity as permissions
from chassis.text.beginnings import is_part_of_any

from . import store, wire
from .checks import public_notice
from .events import NoticeKind
from .model.notice import Notice


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
        until=_until(at) if public else "",
        few={"state.entries.division_code": request.division_code} if request.division_code else None,
    )
    page = store.notices.listed([part], asked(request.page))
    return wire.list_view(page.aggregates, at, list_response(page), brief=request.brief)


def list_published_finalists(
    request: notices_pb2.ListPublishedFinalistsRequest, actor: Actor, at: Instant
) -> notices_pb2.ListPublishedFinalistsResponse:
    """Show the lines of the finalists' notices that are open, the newest notice first; with a text those whose names have it.

    All of them are read at once: the edition bounds them by what each division and other contest may recommend (rules F1, F2),
    768 of the divisions in that of 2024, and their substitutes.
    """
    permissions.LIST_PUBLISHED_FINALISTS.require(actor)
    lines = [
        (notice.id, entry)
        for notice in _open_finalists(at)
        for entry in notice.entries
        if request.track in ("", entry.track)
    ]
    if request.text:
        lines = [
            (notice_id, entry)
            for notice_id, entry in lines
            if is_part_of_any(request.text, (entry.project_name, entry.team_name, *entry.organisations))
        ]
    of = ["published finalists", request.text, request.track]
    page = page_of_few(lines, lambda line: f"{line[0]} {line[1].team_id}", of, asked(request.page))
    return wire.finalists_view(page.aggregates, list_response(page))


def _open_finalists(at: Instant) -> Iterator[Notice]:
    """Yield the notices of finalists that are open to the public by then, the newest first (rule F8)."""
    part = Part(store.NEWEST, {"kind": NoticeKind.FINALISTS.value}, until=_until(at))
    token = ""
    while True:
        page = store.notices.listed([part], Asked(token, MAX_PAGE))
        yield from page.aggregates
        token = page.next_token
        if not token:
            return


def _until(at: Instant) -> str:
    """Return the end of the notices that have opened by then."""
    return f"{moment(at)}{BETWEEN}{ABOVE}"
