"""Translate between the contracts and notices."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import events_pb2, notices_pb2
from dasai.review.v1 import events_pb2 as review
from google.protobuf.message import Message

from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant
from chassis.mapping import from_message, messages, to_message

from . import events, requests
from .model.notice import Entry, Notice

EVENTS: dict[type, type[Message]] = {
    events.NoticeOpened: events_pb2.NoticeOpened,
    events.NoticeClosed: events_pb2.NoticeClosed,
}


def publish_finalists(event: review.FinalistsProposed) -> requests.PublishFinalists:
    """Translate a proposed version of the finalist list; none was stated while a list had a single one."""
    return requests.PublishFinalists(
        list_id=event.list_id,
        teams=tuple(from_message(finalist.team, TeamFacts) for finalist in event.finalists),
        version=event.version or 1,
        admitted=event.admitted,
    )


def notice_view(notice: Notice, at: Instant, *, team_id: str = "", brief: bool = False) -> notices_pb2.Notice:
    """Show a notice in its state by the clock: of its entries only a team's if one is named, none and no text if in brief."""
    entries = () if brief else [entry for entry in notice.entries if team_id in ("", entry.team_id)]
    return notices_pb2.Notice(
        notice_id=notice.id,
        kind=f"NOTICE_KIND_{notice.kind.upper()}",
        subject_id=notice.subject_id,
        state=f"NOTICE_STATE_{notice.state_at(at).upper()}",
        title=notice.title,
        text="" if brief else notice.text,
        entries=messages(entries, notices_pb2.NoticeEntry),
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
        closed_at=notice.closed_at,
        upheld_team_ids=notice.upheld_team_ids,
        version=notice.list_version,
    )


def notice_summary(notice: Notice, at: Instant) -> notices_pb2.NoticeSummary:
    """Show what lists have of a notice, in its state by the clock."""
    return notices_pb2.NoticeSummary(
        notice_id=notice.id,
        kind=f"NOTICE_KIND_{notice.kind.upper()}",
        state=f"NOTICE_STATE_{notice.state_at(at).upper()}",
        title=notice.title,
        opens_at=notice.opens_at,
        closes_at=notice.closes_at,
    )


def list_view(
    notices: Sequence[Notice], at: Instant, page: page_pb2.PageResponse, *, brief: bool = False
) -> notices_pb2.ListNoticesResponse:
    """Show a page of notices, in short if that is asked for."""
    if brief:
        return notices_pb2.ListNoticesResponse(summaries=[notice_summary(notice, at) for notice in notices], page=page)
    return notices_pb2.ListNoticesResponse(
        notices=[notice_view(notice, at) for notice in notices],
        page=page,
    )


def finalists_view(
    lines: Sequence[tuple[str, Entry]], page: page_pb2.PageResponse
) -> notices_pb2.ListPublishedFinalistsResponse:
    """Show a page of the lines of finalists' notices, each with the notice that it is in."""
    return notices_pb2.ListPublishedFinalistsResponse(
        finalists=[
            notices_pb2.PublishedFinalist(notice_id=notice_id, entry=to_message(entry, notices_pb2.NoticeEntry))
            for notice_id, entry in lines
        ],
        page=page,
    )
