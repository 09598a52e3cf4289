"""The home of staff: what an account may do, for which division, and where (rule K1)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from chassis.facts.roles import Role
from gateway.rpc import actor_of

from ..pages import render

router = APIRouter(include_in_schema=False)
# in the order in which they are shown
_ROLES = tuple(Role)


@router.get("/work")
async def work(request: Request) -> Response:
    """Return the roles of the account with their divisions, and the pages and the API by which it works."""
    grants = sorted(actor_of(request).grants, key=lambda grant: (_ROLES.index(grant.role), grant.division))
    return render(request, "account/work.html", grants=grants)
