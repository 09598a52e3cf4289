"""Arrival tickets: what could not be done at once counts as of its first arrival (rule C9).

A ticket is the gateway's signed word that a command of an account, with a certain content, arrived at a certain time. It comes
with each refusal that says that the platform is busy or a part of it away, and on request before a command is sent. Sent again
with it in the header `Dasai-Arrival-Ticket`, within the grace period of the edition, the same command is judged by that time.

Accounts knows which ticket of an account is open for an operation, so that nobody collects tickets for several contents and
chooses after a deadline. While it is away tickets are given and taken without it: nobody is late because a part of the platform
was down.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from dasai.accounts.v1 import arrival_tickets_pb2, arrival_tickets_pb2_grpc
from fastapi import Request

from chassis.arrivals import CALL_TIME
from chassis.edition.current import edition
from chassis.kernel.clock import Instant, instant
from chassis.kernel.refusal import Code, Kind, Refusal, Term
from chassis.settings import settings

from .admission.middleware import is_streamed
from .observe import TICKETS
from .problems import ProblemError
from .rpc import actor_of, call, channel

HEADER = "Dasai-Arrival-Ticket"
_ALGORITHM, _AUDIENCE = "HS256", "arrival"
_READING = ("GET", "HEAD", "OPTIONS")
# the platform is busy, or a part of it is away
_BUSY = (429, 503)
# how long accounts may take to note a ticket, seconds: whoever waits has been told to wait already
_PATIENCE = 1.0
# the body's SHA-256 as RFC 9530 writes it, among digests by other algorithms
_CONTENT_DIGEST = re.compile(r"(?:^|,\s*)sha-256=:([A-Za-z0-9+/]{43}=):")
INVALID = Code(
    "C9_ARRIVAL_TICKET_INVALID",
    Kind.INVALID,
    "到达凭证无效：{why}。请不带该凭证重新提交，以重新提交的到达时间为准。",
    "The arrival ticket is not valid: {why}. Send the command without it: then it counts as of its own arrival.",
)
_REASONS = {
    "forged": ("不是本平台签发的凭证，或者已被改动", "it is not ours, or was altered"),
    "over": ("已超过有效期", "its time is over"),
    "account": ("凭证属于其他账号", "it is of another account"),
    "operation": ("凭证不是为这一操作签发的", "it is for another operation"),
    "content": ("提交的内容与凭证登记的内容不一致", "the content is not that of the ticket"),
    "replaced": (
        "此后又为这一操作的其他内容签发了凭证",
        "another was given later for another content of this operation",
    ),
}
DIGEST_INVALID = Code(
    "CONTENT_DIGEST_INVALID",
    Kind.INVALID,
    "Content-Digest须含请求内容的SHA-256，格式为sha-256=:Base64:（RFC 9530）。",
    "Content-Digest needs the SHA-256 of the body, as sha-256=:Base64: (RFC 9530).",
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket: whose, for which operation and content (SHA-256, hexadecimal).

    It arrived in contest time, and ends in real time.
    """

    account_id: str
    operation: str
    digest: str
    arrived_at: Instant
    until: datetime

    @property
    def signed(self) -> str:
        """Return it as a text that only gateways make."""
        claims = {
            "aud": _AUDIENCE,
            "sub": self.account_id,
            "op": hashlib.sha256(self.operation.encode()).hexdigest(),
            "dig": self.digest,
            "arr": int(self.arrived_at.timestamp() * 1000 + 0.5),
            "exp": self.until,
        }
        return jwt.encode(claims, settings().secret("actor_key"), algorithm=_ALGORITHM)

    @property
    def token_until(self) -> datetime:
        """Return until when a service takes a command that was sent with it."""
        return self.until + CALL_TIME


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of a content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_stated(header: str) -> str:
    """Return the SHA-256 that a Content-Digest states, hexadecimal; refuse CONTENT_DIGEST_INVALID if it states none."""
    match = _CONTENT_DIGEST.search(header)
    if match is None:
        raise Refusal(DIGEST_INVALID)
    return base64.b64decode(match[1]).hex()


def operation_of(request: Request) -> str:
    """Return the operation of a request: its method and path."""
    return f"{request.method} {request.url.path}"


async def open_ticket(request: Request, operation: str, digest: str) -> Ticket:
    """Return a ticket of the caller as of the request's arrival; the one that is open for the same content goes on."""
    account_id, arrived_at = actor_of(request).account_id, instant(request.state.arrived_at)
    until = datetime.now(UTC) + edition().arrivals.grace
    message = arrival_tickets_pb2.OpenTicketRequest(operation=operation, digest=digest)
    try:
        opened = await call(_tickets().OpenTicket, message, request, key=_key(request), seconds=_PATIENCE)
    except ProblemError as problem:
        if problem.status not in _BUSY:
            raise
    else:
        arrived_at = instant(opened.arrived_at.ToDatetime(UTC))
        until = opened.until.ToDatetime(UTC)
    TICKETS.labels("given").inc()
    return Ticket(account_id, operation, digest, arrived_at, until)


async def redeemed(request: Request, text: str, operation: str, digest: str) -> Ticket:
    """Return the ticket with which a command comes; refuse C9_ARRIVAL_TICKET_INVALID if it is of another, over or replaced."""
    ticket = _read(text, operation)
    if ticket.account_id != actor_of(request).account_id:
        raise _refusal("account")
    if ticket.digest != digest:
        raise _refusal("content")
    message = arrival_tickets_pb2.GetOpenTicketRequest(operation=operation)
    try:
        opened = await call(_tickets().GetOpenTicket, message, request, key=_key(request), seconds=_PATIENCE)
    except ProblemError as problem:
        if problem.status not in _BUSY:
            raise
    else:
        # given again after one for another content, the same content has a later arrival
        is_open = opened.digest == digest and ticket.arrived_at >= instant(opened.arrived_at.ToDatetime(UTC))
        if opened.digest and not is_open:
            raise _refusal("replaced")
    TICKETS.labels("redeemed").inc()
    return ticket


async def arrive_by_ticket(request: Request) -> None:
    """Judge a command that comes with a ticket by its first arrival; a dependency of all routes (rule C9).

    Refuses C9_ARRIVAL_TICKET_INVALID. A body that is stored as it arrives is not known by its digest: uploads count from when
    they were begun.
    """
    text = request.headers.get(HEADER, "")
    if not text or request.method in _READING:
        return
    if is_streamed(request.scope):
        raise _refusal("content")
    ticket = await redeemed(request, text, operation_of(request), digest_of(request.state.body))
    take(request, ticket)


def take(request: Request, ticket: Ticket) -> None:
    """Judge a request by a ticket's arrival from now on."""
    request.state.arrived_at = min(ticket.arrived_at, request.state.arrived_at)
    request.state.ticket = ticket


async def offer(request: Request, problem: ProblemError) -> None:
    """Add a ticket to a problem which says that a signed-in caller's command could not be done now (rule C9)."""
    if problem.status not in _BUSY or request.method in _READING or not request.url.path.startswith("/api/"):
        return
    if getattr(request.state, "session", None) is None or request.url.path == PATH:
        return
    held: Ticket | None = getattr(request.state, "ticket", None)
    if held is None:
        if is_streamed(request.scope):
            return
        stated = request.headers.get("content-digest", "")
        digest = digest_stated(stated) if _CONTENT_DIGEST.search(stated) else digest_of(request.state.body)
        try:
            held = await open_ticket(request, operation_of(request), digest)
        except ProblemError:  # of no operation that there is: the answer stays what it was
            return
    problem.headers[HEADER] = held.signed
    problem.extra |= members_of(held)


def members_of(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as members of a problem's JSON."""
    return {
        "arrival_ticket": ticket.signed,
        "arrived_at": ticket.arrived_at.isoformat(timespec="milliseconds"),
        "arrival_until": ticket.until.isoformat(timespec="seconds"),
    }


def _key(request: Request) -> str:
    """Return a key of its own for a call about tickets: the client's is that of the command."""
    return f"{request.state.request_id}-ticket"


def _read(text: str, operation: str) -> Ticket:
    try:
        claims = jwt.decode(
            text,
            settings().secret("actor_key"),
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"require": ["sub", "exp", "arr"]},
        )
    except jwt.ExpiredSignatureError:
        raise _refusal("over") from None
    except jwt.InvalidTokenError:
        raise _refusal("forged") from None
    if claims.get("op") != digest_of(operation.encode()):
        raise _refusal("operation")
    arrived_at = instant(datetime.fromtimestamp(claims["arr"] / 1000, UTC))
    return Ticket(
        claims["sub"], operation, str(claims.get("dig", "")), arrived_at, datetime.fromtimestamp(claims["exp"], UTC)
    )


def _refusal(reason: str) -> Refusal:
    return Refusal(INVALID, {"why": reason}, terms={"why": Term(reason, *_REASONS[reason])})


def _tickets() -> arrival_tickets_pb2_grpc.ArrivalTicketsAsyncStub:
    return arrival_tickets_pb2_grpc.ArrivalTicketsStub(channel("accounts"))


# where clients ask for a ticket: a refusal there has none
PATH = "/api/v1/arrival-tickets"
