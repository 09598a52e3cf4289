"""How the services are, for operators: outboxes, queues, dead letters, and checks of the audit trails (rules D5, K1)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from dasai.common.v1 import operations_pb2, operations_pb2_grpc
from fastapi import Path, Request

from chassis.permissions.common import GET_SERVICE_HEALTH
from chassis.service_names import SERVICES
from gateway.problems import ProblemError
from gateway.rpc import actor_of, call, channel

from .body import Empty, RequestBody, TypedId, to_message
from .router import ApiRouter

router = ApiRouter(__name__)
Service = Annotated[Literal["accounts", "registration", "review", "scoring", "publicity"], Path()]
# how long a service may take to say how it is, seconds: one that is away is what the answer is to show
_PATIENCE = 5.0


class NewReplay(RequestBody, of=operations_pb2.ReplayDeadLettersRequest):
    """The dead letters to put back: one by its event, or all."""

    event_id: TypedId = ""


def operations(service: str) -> operations_pb2_grpc.OperationsAsyncStub:
    """Return the stub of a service's operations."""
    return operations_pb2_grpc.OperationsStub(channel(service))


@router.get("/operations/services")
async def list_services_health(request: Request) -> operations_pb2.ServicesHealth:
    """List how each service is; one that does not answer is not reachable (rules D5, K1)."""
    GET_SERVICE_HEALTH.require(actor_of(request))
    healths = await asyncio.gather(*(_health(service, request) for service in SERVICES))
    return operations_pb2.ServicesHealth(services=healths)


async def _health(service: str, request: Request) -> operations_pb2.ServiceHealth:
    message = operations_pb2.GetServiceHealthRequest()
    try:
        return await call(operations(service).GetServiceHealth, message, request, seconds=_PATIENCE)
    except ProblemError as problem:
        if problem.status not in (503, 504):
            raise
        return operations_pb2.ServiceHealth(service=service)


@router.get("/operations/services/{service}/dead-letters")
async def get_dead_letters(service: Service, request: Request) -> operations_pb2.DeadLetters:
    """Return the events that a service could not handle, and the last replays."""
    return await call(operations(service).GetDeadLetters, operations_pb2.GetDeadLettersRequest(), request)


@router.post("/operations/services/{service}/dead-letter-replays", status_code=202)
async def replay_dead_letters(service: Service, body: NewReplay, request: Request) -> operations_pb2.DeadLetterReplay:
    """Have dead letters put back into their queues, which happens within seconds and is put on the audit trail (rule D5)."""
    message = to_message(body, operations_pb2.ReplayDeadLettersRequest())
    return await call(operations(service).ReplayDeadLetters, message, request)


@router.post("/operations/services/{service}/trail-checks", status_code=202)
async def check_trail(service: Service, body: Empty, request: Request) -> operations_pb2.TrailCheck:
    """Have a service's audit trail and stored decisions verified; the answer is the check before it (rule D5)."""
    return await call(operations(service).CheckTrail, operations_pb2.CheckTrailRequest(), request)
