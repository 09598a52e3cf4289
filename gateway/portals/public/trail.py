"""The page with the signed heads of the audit trails, for anyone (rule D5)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from chassis.service_names import SERVICES
from gateway.api.trail import list_newest_heads
from gateway.routing import Router
from gateway.rpc import as_json

from ..pages import render

router = Router(include_in_schema=False)


@router.get("/trail")
async def trail_page(request: Request) -> Response:
    """Return the page: the newest head of each service's trail, and how to keep and verify it."""
    heads = {head.service: as_json(head) for head in (await list_newest_heads(request)).heads}
    return render(request, "public/trail.html", services=SERVICES, heads=heads)
