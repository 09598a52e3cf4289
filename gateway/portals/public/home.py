"""Pages for anyone: what is on in the contest now, and the site map."""

from __future__ import annotations

import asyncio
from typing import Any

from dasai.publicity.v1 import notices_pb2, notices_pb2_grpc
from fastapi import Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.settings import settings
from gateway.copies.noted import note_gap
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from .. import navigation
from ..account.account import PAGES_OF_ACCOUNT
from ..pages import render
from .countdown import Countdown
from .deadlines import next_deadlines
from .divisions import divisions_by_code, registration_of

router = Router(include_in_schema=False)
# how many deadlines and notices the home page shows
_DEADLINES, _NOTICES = 5, 5
# the home page is shown without notices if publicity does not answer so long, seconds
_PATIENCE = 2.0


_SITE_MAP = (
    (
        "public",
        (
            ("/", "nav.home"),
            ("/#timetable", "nav.timetable"),
            ("/divisions", "nav.divisions"),
            ("/tracks", "nav.tracks"),
            ("/activities", "nav.activities"),
            ("/notices", "nav.notices"),
            ("/objections/status", "objection.status_title"),
            ("/results", "nav.results"),
            ("/certificates/verify", "certificate.title"),
            ("/receipts/verify", "nav.receipts"),
            ("/logo-use", "logo_use.title"),
            ("/reports/new", "report.title"),
            ("/reports/status", "report.status_title"),
            ("/help", "help.title"),
            ("/trail", "layout.trail"),
            ("/api/docs", "layout.api"),
        ),
    ),
    (
        "account",
        (
            ("/sign-in", "sign_in.title"),
            ("/sign-up", "sign_up.title"),
            ("/password-reset", "password_reset.title"),
            ("/email-confirmation", "email_confirmation.title"),
            ("/invitation", "invitation.title"),
            ("/me", "nav.teams"),
            ("/teams/new", "new_team.start"),
            ("/consent", "consent.title"),
            ("/join", "join.title"),
            ("/messages", "messages.title"),
            ("/account", "nav.account"),
            *((path, f"account.{name}") for name, path in PAGES_OF_ACCOUNT),
        ),
    ),
)


@router.get("/")
async def home(request: Request) -> Response:
    """Return the home page: what is on now, the next deadlines, the newest notices, tracks and divisions in short."""
    known, newest = await asyncio.gather(_divisions(request), _notices(request))
    now = settings().clock.now()
    coming = next_deadlines(edition(), known or {}, now, _DEADLINES)
    registering = [
        division
        for division in edition().divisions
        if known and registration_of(known.get(division.code)).state == "open"
    ]
    return render(
        request,
        "public/home.html",
        unavailable=known is None,
        deadlines=coming,
        countdown=Countdown(coming[0].at, now) if coming else None,
        registering=registering,
        notices=newest,
        final_month=_month(),
    )


def _month() -> tuple[str, str]:
    """Return the month of the final in both languages."""
    day = edition().timetable.final_month.first_day
    return f"{day.year}年{day.month}月", f"{day:%B %Y}"


async def _divisions(request: Request) -> dict[str, Any] | None:
    """Return the divisions; None while registration is away: the edition's own dates and tracks can still be read."""
    try:
        return await divisions_by_code(request)
    except ProblemError:
        note_gap()
        return None


async def _notices(request: Request) -> list[dict[str, Any]] | None:
    """Return the newest notices; None while publicity is away."""
    try:
        message = notices_pb2.ListNoticesRequest(brief=True)
        message.page.page_size = _NOTICES
        stub = notices_pb2_grpc.NoticesStub(channel("publicity"))
        listed = as_json(await call(stub.ListNotices, message, request, seconds=_PATIENCE))["summaries"]
    except ProblemError:
        note_gap()
        return None
    # the secretariat and the committee are shown scheduled ones too, but not on the public's page (rule K1)
    return [notice for notice in listed if notice["state"] != "scheduled"]


@router.get("/site-map")
async def site_map(request: Request) -> Response:
    """Return the page that leads to every page that its reader may begin with."""
    actor = actor_of(request)
    groups = [
        (group, [(path, name) for path, name in entries if navigation.is_open(path, actor)])
        for group, entries in _SITE_MAP
    ]
    return render(request, "public/site_map.html", groups=[(group, entries) for group, entries in groups if entries])
