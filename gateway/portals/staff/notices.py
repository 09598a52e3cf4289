"""Notices as staff see them: those that are not open yet too, as the public will read them (rules F8, H1, H4, H5, K1)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.permissions.publicity import LIST_OBJECTIONS
from gateway.api.publicity import notices as api
from gateway.api.publicity import objections
from gateway.routing import Router
from gateway.rpc import actor_of, as_json

from ..navigation import is_open
from ..pages import render
from ..public.notices import KINDS, OBJECTED_TO, by_track, is_public
from .homes import home_of_page

router = Router(include_in_schema=False)
Shown = dict[str, Any]
ROLES = (Role.SECRETARIAT, Role.COMMITTEE, Role.HOST)
# where a notice of each kind comes from: the page of staff whose decision makes it, for whoever may open that page
_MADE_ON = (("finalists", "/staff/finalists"), ("winners", "/staff/awards"), ("disqualification", "/staff/reports"))


@router.get("/staff/notices")
async def staff_notices(
    request: Request,
    kind: Annotated[str, Query(max_length=20)] = "",
    division: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the notices, the one that opens last first, of a kind and a division or of all."""
    kind = kind if kind in KINDS else ""
    division = division if division in {unit.code for unit in edition().divisions} else ""
    asked = api.list_notices(
        request,
        kind=kind,  # type: ignore[arg-type]
        division_code=division,
        page_token=page,
        page_size=30,
        brief=True,
    )
    listed = as_json(await asked)
    actor = actor_of(request)
    values: Shown = {
        "notices": listed["summaries"],
        "next_page": listed["page"]["next_page_token"],
        "kinds": KINDS,
        "chosen": {"kind": kind, "division": division},
        "page": page,
        "made_on": [(of, path) for of, path in _MADE_ON if is_open(path, actor)],
    }
    return render(request, "staff/notices.html", part="list", home=home_of_page(request, *ROLES), **values)


@router.get("/staff/notices/{notice_id}")
async def staff_notice(notice_id: str, request: Request) -> Response:
    """Return a notice as the public reads it, or will read it, and the objections to it that are not settled."""
    notice = as_json(await api.get_notice(request, notice_id[:100]))
    objected = await _unsettled(notice, request)
    values: Shown = {
        "notice": notice,
        "groups": by_track(notice),
        "is_public": is_public(notice),
        "objected": objected,
        "home": home_of_page(request, *ROLES),
    }
    return render(request, "staff/notice.html", **values)


async def _unsettled(notice: dict[str, Any], request: Request) -> dict[str, Any] | None:
    """Return how many objections to a notice wait; None if it takes none, or the reader does not settle them."""
    if notice["kind"] not in OBJECTED_TO or not LIST_OBJECTIONS.is_open_to(actor_of(request)):
        return None
    listed = await objections.list_objections(
        request, notice_id=notice["notice_id"], state="filed", page_size=1, count=True
    )
    page = as_json(listed)["page"]
    return {"count": page.get("total", 0), "is_more": page.get("total_is_more", False)}
