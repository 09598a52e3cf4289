"""The health of the platform, for operators: services, queues, dead letters, outboxes and audit trails (rules D5, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

from dasai.common.v1 import operations_pb2
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from chassis.refusals import NOT_FOUND
from chassis.service_names import SERVICES
from gateway.api import operations as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call
from gateway.settings import gateway_settings

from ..done import done_of, led_to
from ..forms import form_key
from ..pages import render
from .homes import home_of_page
from .tasks import Task, finds_tasks
from .ways import names_of

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
_PATH = "/staff/operations"
# what is more than a moment's delay: seconds for which an event waits, and since the relay last looked
_OUTBOX_LATE_SECONDS, _LOOK_LATE_SECONDS = 30.0, 30.0


@finds_tasks(Role.OPERATOR)
async def troubles(request: Request, grant: Grant) -> Sequence[Task]:
    """Return what operators have to look at now: services that are away or late, dead letters, altered trails."""
    healths = [_judged(health) for health in as_json(await api.list_services_health(request))["services"]]
    counts = {
        "staff_operations.task_away": sum(not health["is_reachable"] for health in healths),
        "staff_operations.task_late": sum(bool(health["late"]) for health in healths),
        "staff_operations.task_letters": sum(int(health["dead_letters"]) for health in healths),
        "staff_operations.task_altered": sum(bool(health["faults"]) for health in healths),
    }
    return [Task(words, _PATH, count) for words, count in counts.items() if count]


@router.get(_PATH)
async def staff_operations(request: Request) -> Response:
    """Return how each service is, and the links to the dashboards of the operator's own."""
    healths = as_json(await api.list_services_health(request))["services"]
    return render(
        request,
        "staff/operations.html",
        services=[_judged(health) for health in healths],
        dashboards=gateway_settings().dashboards,
        home=home_of_page(request, Role.OPERATOR),
    )


@router.get(f"{_PATH}/{{service}}")
async def staff_service(service: str, request: Request) -> Response:
    """Return a service: its queues, its dead letters and the replays, and the check of its trail."""
    _require_service(service)
    health, letters = await asyncio.gather(
        call(api.operations(service).GetServiceHealth, operations_pb2.GetServiceHealthRequest(), request),
        call(api.operations(service).GetDeadLetters, operations_pb2.GetDeadLettersRequest(), request),
    )
    shown = as_json(letters)
    return render(
        request,
        "staff/service.html",
        service=_judged(as_json(health)),
        letters=shown,
        names=await names_of((replay["asked_by"] for replay in shown["replays"]), request),
        key=form_key(),
        home=home_of_page(request, Role.OPERATOR),
        done=done_of(request),
    )


@router.post(f"{_PATH}/{{service}}/replays")
async def replay(service: str, request: Request, event_id: Field = "", key: Field = "") -> Response:
    """Have a dead letter, or all, put back into their queues; the audit trail says who asked for it (rule D5)."""
    _require_service(service)
    message = operations_pb2.ReplayDeadLettersRequest(event_id=event_id)
    await call(api.operations(service).ReplayDeadLetters, message, request, key=key)
    return led_to(f"{_PATH}/{service}", "replay_asked")


@router.post(f"{_PATH}/{{service}}/trail-checks")
async def check_trail(service: str, request: Request, key: Field = "") -> Response:
    """Have a service's trail and stored decisions verified (rule D5)."""
    _require_service(service)
    await call(api.operations(service).CheckTrail, operations_pb2.CheckTrailRequest(), request, key=key)
    return led_to(f"{_PATH}/{service}", "check_asked")


def _require_service(service: str) -> None:
    if service not in SERVICES:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "service"}))


def _judged(health: Shown) -> Shown:
    """Return a service's health with what the page says of each part, and the queues in which something waits first.

    `late` names the parts that keep events waiting; `needs` all that an operator has to look at.
    """
    reachable = health["is_reachable"]
    queues = health["queues"]
    is_looked_at = bool(health.get("looked_at")) and health["looked_seconds_ago"] < _LOOK_LATE_SECONDS
    late = [
        name
        for name, is_late in (
            ("relay", not is_looked_at and not health["broker_trouble"]),
            ("broker", bool(health["broker_trouble"])),
            ("worker", any(queue["consumers"] == 0 for queue in queues)),
            ("outbox", health["outbox_oldest_seconds"] > _OUTBOX_LATE_SECONDS),
        )
        if reachable and is_late
    ]
    check = health.get("trail_check") or {}
    others = {"letters": int(health["dead_letters"]), "altered": len(check.get("faults", []))}
    return {
        **health,
        "queues": sorted(queues, key=lambda queue: (queue["consumers"] > 0, -int(queue["messages"]), queue["name"])),
        "late": late,
        "needs": [*late, *(name for name, count in others.items() if reachable and count)],
        "waiting": sum(int(queue["messages"]) for queue in queues),
        "faults": check.get("faults", []),
        "check": check,
    }
