"""Deliveries: mails and text messages on their way, those that failed first, and sending them again (rule K2)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import deliveries_pb2, deliveries_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Grant, Role
from gateway.api.body import fill, page
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..pages import render
from ..participant.own_team import Shown
from .tasks import Task, counted_task, finds_tasks, to_count

router = Router(include_in_schema=False)
STATES = ("failed", "withheld", "queued", "sending", "sent")
_PAGE = 50
Asked = Annotated[str, Query(max_length=200)]


def _stub() -> deliveries_pb2_grpc.DeliveriesAsyncStub:
    return deliveries_pb2_grpc.DeliveriesStub(channel("accounts"))


@router.get("/staff/deliveries")
async def list_page(request: Request, state: Asked = "failed", page_token: Asked = "") -> Response:
    """Return deliveries, the newest first, by default those that failed; neither addresses nor texts (rules K2, K4)."""
    return await _list(request, state, page_token)


@router.post("/staff/deliveries/{delivery_id}/retry")
async def retry(delivery_id: str, request: Request) -> Response:
    """Send again what failed (rule K2)."""
    try:
        await call(_stub().RetryDelivery, deliveries_pb2.RetryDeliveryRequest(delivery_id=delivery_id[:100]), request)
    except ProblemError as problem:
        return await _list(request, "failed", "", problem)
    return led_to("/staff/deliveries", "delivery_retried")


async def _list(request: Request, state: str, page_token: str, problem: ProblemError | None = None) -> Response:
    chosen = state if state in STATES else ""
    message = fill(deliveries_pb2.ListDeliveriesRequest(), **({"state": chosen} if chosen else {}))
    try:
        listed = as_json(await call(_stub().ListDeliveries, page(message, page_token, _PAGE), request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {
        "listed": listed,
        "next": listed["page"]["next_page_token"],
        "is_later_page": bool(page_token),
        "chosen": chosen or "all",
        "filters": PageForm({"state": chosen or "all"}),
        "states": STATES,
        "refusal": problem,
        "done": done_of(request),
    }
    return render(request, "staff/deliveries.html", problem.status if problem else 200, part="list", **values)


@finds_tasks(Role.SECRETARIAT, Role.OPERATOR)
async def find_failed_deliveries(request: Request, grant: Grant) -> list[Task]:
    """Return the deliveries that failed and can be sent again, counted."""
    message = fill(deliveries_pb2.ListDeliveriesRequest(), state="failed")
    listed = as_json(await call(_stub().ListDeliveries, to_count(message), request))
    return counted_task("staff_deliveries.task", "/staff/deliveries", listed)
