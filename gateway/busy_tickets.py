"""Arrival tickets that come with a refusal because the platform is busy, or a part of it is away (rule C9).

Nobody is asked for them: the session is known from memory, or the ticket is one of whoever has the token.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus

from dasai.accounts.v1 import arrival_tickets_pb2
from fastapi import Request
from fastapi.responses import JSONResponse, Response

from chassis.kernel.refusal import Refusal

from . import arrival_tickets
from .answers import as_json
from .arrival_tickets import BUSY, DIGEST, OPERATION, PATH, Ticket, is_ticketed
from .auth.caller import known_caller
from .problems import ProblemError


async def offer(request: Request, problem: ProblemError) -> Response | None:
    """Add a ticket to a problem which says that a caller's command could not be done now.

    If it was a ticket that was asked for, and accounts is away, return the ticket itself: it needs no service.
    """
    if problem.status not in BUSY:
        return None
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        wanted = asked_ticket(request)
        if wanted is not None:
            return wanted
    elif getattr(request.state, "session", None) is None:
        return None  # too many from an address: a ticket for each would be no limit
    held: Ticket | None = getattr(request.state, "ticket", None)
    held = held or ticket_of_command(request)
    if held is not None:
        arrival_tickets.show(held, problem)
    return None


def ticket_of_command(request: Request) -> Ticket | None:
    """Return the ticket of a command: the one that it came with, else a new one; None if there is none for it."""
    try:
        digest = arrival_tickets.digest_of_command(request)
    except Refusal:  # a Content-Digest that states nothing
        return None
    if not digest:
        return None
    brought, operation = request.headers.get(arrival_tickets.HEADER, ""), arrival_tickets.operation_of(request)
    return ticket_of_caller(request, brought, operation, digest)


def asked_ticket(request: Request) -> Response | None:
    """Return the answer to a request for a ticket, without asking anybody; None if it is no such request, or a wrong one."""
    if request.method != "POST" or request.url.path != PATH:
        return None
    try:
        stated = json.loads(request.state.body)
    except ValueError:  # UnicodeDecodeError is one
        return None
    if not isinstance(stated, dict) or set(stated) != {"operation", "digest"}:
        return None
    operation, digest = stated["operation"], stated["digest"]
    if not (isinstance(operation, str) and isinstance(digest, str)):
        return None
    if not (re.fullmatch(OPERATION, operation) and re.fullmatch(DIGEST, digest) and is_ticketed(operation)):
        return None
    ticket = ticket_of_caller(request, "", operation, digest)
    if ticket is None:
        return None
    message = arrival_tickets_pb2.ArrivalTicket(ticket=ticket.signed, arrived_at=ticket.arrived_at, until=ticket.until)
    return JSONResponse(as_json(message), HTTPStatus.CREATED)


def ticket_of_caller(request: Request, brought: str, operation: str, digest: str) -> Ticket | None:
    """Return the ticket that a caller brought, else a new one of the caller; nobody is asked. None if that is another's.

    One that is over is as none: a command that comes again after its ticket's time arrives anew, and that may be in time.
    """
    token, session = known_caller(request)
    if not token:
        return None
    if brought and not is_over(brought, operation):
        return read_brought(brought, operation, digest)
    if session is None:
        return arrival_tickets.give_to_session(request, token, operation, digest)
    request.state.actor = session.actor
    return arrival_tickets.give(request, operation, digest)


def is_over(text: str, operation: str) -> bool:
    """Return True if a ticket is ours, and its time is over."""
    try:
        arrival_tickets.read_ticket(text, operation)
    except Refusal as refusal:
        return refusal.facts.get("why") == arrival_tickets.OVER
    return False


def read_brought(text: str, operation: str, digest: str) -> Ticket | None:
    """Return a ticket that was brought; None if it is not one for this operation and content."""
    try:
        ticket = arrival_tickets.read_ticket(text, operation)
    except Refusal:
        return None  # it is judged when there is time for it
    return ticket if ticket.digest == digest else None
