"""Translate objections and their events to the contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import events_pb2, objections_pb2
from google.protobuf.message import Message

from . import events
from .model import Objection

EVENTS: dict[type, type[Message]] = {
    events.ObjectionFiled: events_pb2.ObjectionFiled,
    events.ObjectionSettled: events_pb2.ObjectionSettled,
}


def filed_view(objection: Objection) -> objections_pb2.FileObjectionResponse:
    """Show whoever objects the objection's identifier; the secret tracking code is added where it is never stored."""
    return objections_pb2.FileObjectionResponse(
        objection_id=objection.id,
        state=f"OBJECTION_STATE_{objection.state.upper()}",
        filed_at=objection.filed_at,
    )


def objection_view(objection: Objection) -> objections_pb2.Objection:
    """Show an objection to those who settle it."""
    settled = objection.settlement
    return objections_pb2.Objection(
        objection_id=objection.id,
        notice_id=objection.notice_id,
        team_id=objection.team_id,
        left_off=objection.left_off,
        text=objection.text,
        state=f"OBJECTION_STATE_{objection.state.upper()}",
        filed_at=objection.filed_at,
        settled_by=settled.by if settled else "",
        settled_at=settled.at if settled else None,
        code=settled.code if settled else "",
        reason=settled.reason if settled else "",
        hearing=settled.hearing if settled else "",
    )


def dismissed_view(objections: Sequence[Objection]) -> objections_pb2.DismissObjectionsResponse:
    """Show the objections that were set aside together."""
    return objections_pb2.DismissObjectionsResponse(objections=[objection_view(objection) for objection in objections])


def list_view(objections: Sequence[Objection], page: page_pb2.PageResponse) -> objections_pb2.ListObjectionsResponse:
    """Show a page of objections."""
    return objections_pb2.ListObjectionsResponse(
        objections=[objection_view(objection) for objection in objections], page=page
    )


def status_view(objection: Objection) -> objections_pb2.ObjectionStatus:
    """Show an objection to whoever has its tracking code."""
    settled = objection.settlement
    return objections_pb2.ObjectionStatus(
        state=f"OBJECTION_STATE_{objection.state.upper()}",
        filed_at=objection.filed_at,
        settled_at=settled.at if settled else None,
        reason=settled.reason if settled else "",
    )
