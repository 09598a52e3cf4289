"""Announcements: what a host tells its teams, and the secretariat a division, roles or everyone (rules K1, K2)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import announcements_pb2, announcements_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Role
from chassis.permissions.accounts import ANNOUNCE
from gateway.api.accounts.announcements import NewAnnouncement
from gateway.api.body import page, to_message
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, form_key
from ..pages import form_again, render
from ..participant.own_team import Shown
from .reach import divisions_for, is_national

router = Router(include_in_schema=False)
_PAGE = 50
Given = Annotated[str, Form()]


def _stub() -> announcements_pb2_grpc.AnnouncementsAsyncStub:
    return announcements_pb2_grpc.AnnouncementsStub(channel("accounts"))


@router.get("/staff/announcements")
async def list_page(request: Request, page_token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return the announcements that the reader may list, the newest first, and how many accounts each has reached (rule K2)."""
    message = page(announcements_pb2.ListAnnouncementsRequest(), page_token, _PAGE)
    listed = as_json(await call(_stub().ListAnnouncements, message, request))
    values: Shown = {
        "announcements": listed["announcements"],
        "next": listed["page"]["next_page_token"],
        "is_later_page": bool(page_token),
        "done": done_of(request),
    }
    return render(request, "staff/announcements.html", **values)


@router.get("/staff/announcements/new")
async def new_page(request: Request) -> Response:
    """Return the form to write an announcement (rules K1, K2)."""
    return _form(request)


@router.post("/staff/announcements/new")
async def announce(
    request: Request,
    division_code: Given = "",
    roles: Annotated[list[str] | None, Form(max_length=8)] = None,
    title: Given = "",
    text: Given = "",
    title_en: Given = "",
    text_en: Given = "",
    key: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Announce, and lead to the list (rules J1, J2, K1, K2)."""
    texts = {"title": title.strip(), "text": text, "title_en": title_en.strip(), "text_en": text_en}
    try:
        body = body_of(
            NewAnnouncement,
            **{**texts, "division_code": division_code, "roles": roles or []},
        )
        message = to_message(body, announcements_pb2.AnnounceRequest())
        await call(_stub().Announce, message, request, key=key)
    except ProblemError as problem:
        return _form(request, problem, {**texts, "division_code": division_code, "roles": roles or []}, key)
    return led_to("/staff/announcements", "announced")


def _form(request: Request, problem: ProblemError | None = None, given: Shown | None = None, key: str = "") -> Response:
    values: Shown = {
        "divisions": divisions_for(request, ANNOUNCE),
        "is_national": is_national(request, ANNOUNCE),
        "roles": tuple(Role),
        "key": form_key(key, problem),
    }
    if problem is not None:
        codes = {"J1": "text", "J2": "text", "K4": "text", "K2": "text"}
        fields = {"roles.*": "roles"}
        return form_again(
            request, "staff/announcement.html", problem, given=given, fields=fields, codes=codes, **values
        )
    return render(request, "staff/announcement.html", **values)
