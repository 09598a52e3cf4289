"""Arrival tickets: who asks for one before a command has its arrival whatever happens then (rule C9)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import arrival_tickets_pb2
from fastapi import Request
from pydantic import Field

from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import FIELDS_INVALID
from gateway.arrival_tickets import DIGEST, OPERATION, PATH, is_ticketed, open_ticket

from ..body import RequestBody
from ..router import PREFIX, ApiRouter

router = ApiRouter(__name__)


_NO_COMMAND = FieldFault(
    "operation",
    "平台没有该操作，或者该操作不签发到达凭证。请核对请求方法和路径，例如POST /api/v1/teams/{team_id}/submissions。",
    "There is no such command, or there are no tickets for it: check method and path, for example "
    "POST /api/v1/teams/{team_id}/submissions.",
)


class WantedTicket(RequestBody, of=arrival_tickets_pb2.OpenTicketRequest):
    """The command that will be sent, and the SHA-256 of its body; of a command without a body that of nothing."""

    operation: Annotated[str, Field(pattern=OPERATION)]
    digest: Annotated[str, Field(pattern=DIGEST)]


@router.post(PATH.removeprefix(PREFIX), status_code=201)
async def open_arrival_ticket(body: WantedTicket, request: Request) -> arrival_tickets_pb2.ArrivalTicket:
    """Note that a command is about to be sent: with the ticket it counts as having arrived now (rule C9).

    Send the command with that very body and the header `Dasai-Arrival-Ticket` before `until`. An account has one open ticket
    for an operation: asked for again with the same content it has the first arrival, with another content the earlier ticket
    is void. A ticket is given however busy the platform is, and while accounts is away. A refusal 429 or 503 of a command
    carries a ticket of its own.
    """
    if not is_ticketed(body.operation):
        raise Refusal(FIELDS_INVALID, faults=(_NO_COMMAND,))
    ticket = await open_ticket(request, body.operation, body.digest)
    return arrival_tickets_pb2.ArrivalTicket(ticket=ticket.signed, arrived_at=ticket.arrived_at, until=ticket.until)
