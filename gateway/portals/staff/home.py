"""The home of each role of staff: what to do now and until when, and the pages to work with (rules K1, K2)."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from chassis.facts.roles import Role
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of

from ..navigation import STAFF, home_of, homes_of
from ..pages import render
from .panels import is_over
from .sections import sections_of
from .tasks import tasks_of

router = Router(include_in_schema=False)


@router.get("/work")
async def work(request: Request) -> Response:
    """Lead to the home of the reader's first role of staff; whoever has none is led to their own home."""
    actor = actor_of(request)
    homes = [home.path for home in homes_of(actor) if home.roles <= STAFF]
    return RedirectResponse(homes[0] if homes else home_of(actor), 303)


@router.get("/work/{role}")
async def role_home(role: str, request: Request) -> Response:
    """Return a role's home, with a part for each division in which the reader holds the role; 404 for a role not held."""
    actor = actor_of(request)
    grants = sorted((grant for grant in actor.grants if grant.role == role), key=lambda grant: grant.division)
    if not grants or role == Role.PARTICIPANT:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "address"}))
    tasks = await asyncio.gather(*(tasks_of(request, grant) for grant in grants))
    parts = [
        {"grant": grant, "work": work, "sections": sections_of(grant, actor)}
        for grant, work in zip(grants, tasks, strict=True)
    ]
    return render(request, "staff/home.html", role=grants[0].role, parts=parts, is_past=lambda at: is_over(request, at))
