"""Arrival tickets: what could not be done at once counts as of its first arrival (rule C9).

A ticket is the gateway's signed word that a command of an account, with a certain content, arrived at a certain time. It comes
with each refusal that says that the platform is busy or a part of it away, and on request before a command is sent. Sent again
with it in the header `Dasai-Arrival-Ticket`, within the grace period of the edition, the same command is judged by that time.

Accounts knows which ticket of an account is open for an operation, so that nobody collects tickets for several contents and
chooses after a deadline. With a refusal no service is asked: accounts gets a note of the ticket a moment later (`ticket_notes`).
While it is away tickets are given and taken without it: nobody is late because a part of the platform was down.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import jwt
from dasai.accounts.v1 import arrival_tickets_pb2, arrival_tickets_pb2_grpc
from fastapi import Request

from chassis.arrivals import CALL_TIME
from chassis.edition.current import edition
from chassis.kernel.clock import Instant, instant
from chassis.kernel.refusal import Code, Kind, Refusal, Term
from chassis.permissions import of_request, template_of
from chassis.settings import settings

from .admission.middleware import is_streamed
from .observe import TICKETS, UNNAMED, names_nobody
from .problems import ProblemError
from .rpc import actor_of, call, channel
from .ticket_notes import Note, TicketNotes

HEADER = "Dasai-Arrival-Ticket"
_ALGORITHM, _AUDIENCE = "HS256", "arrival"
# the holder of a ticket of a form by which nobody is named; no identifier of an account
_NOBODY = "nobody"
_READING = ("GET", "HEAD", "OPTIONS")
# the platform is busy, or a part of it is away
BUSY = (429, 503)
# how long accounts may take to note a ticket, seconds: whoever waits has been told to wait already
_PATIENCE = 1.0
# accounts takes no longer operation
_LONGEST_PATH = 1_900
# the body's SHA-256 as RFC 9530 writes it, among digests by other algorithms
_CONTENT_DIGEST = re.compile(r"(?:^|,\s*)sha-256=:([A-Za-z0-9+/]{43}=):")
INVALID = Code(
    "C9_ARRIVAL_TICKET_INVALID",
    Kind.INVALID,
    "到达凭证无效：{why}。请不带该凭证重新提交，以重新提交的到达时间为准。",
    "The arrival ticket is not valid: {why}. Send the command without it: then it counts as of its own arrival.",
)
# why a ticket is none any more that was ours
OVER = "over"
_REASONS = {
    "forged": ("不是本平台签发的凭证，或者已被改动", "it is not ours, or was altered"),
    OVER: ("已超过有效期", "its time is over"),
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
    """A ticket: whose (an account, or a session by its token's hash), for which operation and content (SHA-256, hexadecimal).

    It arrived in contest time, and ends in real time.
    """

    holder: str
    operation: str
    digest: str
    arrived_at: Instant
    until: datetime

    @property
    def signed(self) -> str:
        """Return it as a text that only gateways make."""
        claims = {
            "aud": _AUDIENCE,
            "sub": self.holder,
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


def of_submission(path: str, draft_revision: object, key: str) -> tuple[str, str]:
    """Return operation and digest of the page's form that submits: its script knows both before it sends the form."""
    return f"POST {path}", digest_of(f"{draft_revision} {key}".encode())


async def open_ticket(request: Request, operation: str, digest: str) -> Ticket:
    """Return a ticket of the caller as of the request's arrival; the one that is open for the same content goes on."""
    notes = _notes(request)
    if not notes.is_asked:
        return give(request, operation, digest)
    message = arrival_tickets_pb2.OpenTicketRequest(operation=operation, digest=digest)
    try:
        opened = await call(_tickets().OpenTicket, message, request, key=_key(request), seconds=_PATIENCE)
    except ProblemError as problem:
        if problem.status not in BUSY:
            raise
        notes.rest()
        return give(request, operation, digest)
    TICKETS.labels("given").inc()
    account_id = actor_of(request).account_id
    return Ticket(
        account_id, operation, digest, instant(opened.arrived_at.ToDatetime(UTC)), opened.until.ToDatetime(UTC)
    )


def give(request: Request, operation: str, digest: str) -> Ticket:
    """Return a ticket of the caller as of the request's arrival, without asking anybody; accounts gets a note of it later."""
    ticket = _given(actor_of(request).account_id, request, operation, digest)
    _note(request, ticket)
    return ticket


def give_to_session(request: Request, token: str, operation: str, digest: str) -> Ticket:
    """Return a ticket of whoever has the session of this token, which this gateway does not know yet.

    It is of use to nobody but that session, if there is one: whose it is is asked when the command comes again.
    """
    return _given(_of_session(token), request, operation, digest)


def give_to_nobody(request: Request, operation: str, digest: str) -> Ticket:
    """Return a ticket of a form by which nobody is named: whoever has it and the same content may use it (rule F8).

    No note is written. Who collected such tickets for several contents could as well have sent them all in time.
    """
    return _given(_NOBODY, request, operation, digest)


def _given(holder: str, request: Request, operation: str, digest: str) -> Ticket:
    TICKETS.labels("given").inc()
    until = datetime.now(UTC) + edition().arrivals.grace
    return Ticket(holder, operation, digest, instant(request.state.arrived_at), until)


async def redeemed(request: Request, text: str, operation: str, digest: str) -> Ticket:
    """Return the ticket with which a command comes; refuse C9_ARRIVAL_TICKET_INVALID if it is of another, over or replaced."""
    ticket, account_id = read_ticket(text, operation), actor_of(request).account_id
    if ticket.holder == _of_session(request.state.token):
        ticket = replace(ticket, holder=account_id)
        _note(request, ticket)  # whose it is was not known when it was given
    if ticket.holder != account_id:
        raise _refusal("account")
    if ticket.digest != digest:
        raise _refusal("content")
    if _notes(request).replaces(account_id, operation, digest, ticket.arrived_at) or await _is_replaced(
        request, ticket
    ):
        raise _refusal("replaced")
    TICKETS.labels("redeemed").inc()
    return ticket


async def redeemed_of_nobody(_: Request, text: str, operation: str, digest: str) -> Ticket:
    """Return the ticket with which a form comes by which nobody is named; refuse C9_ARRIVAL_TICKET_INVALID if it is another."""
    ticket = read_ticket(text, operation)
    if ticket.holder != _NOBODY:
        raise _refusal("account")
    if ticket.digest != digest:
        raise _refusal("content")
    TICKETS.labels("redeemed").inc()
    return ticket


async def _is_replaced(request: Request, ticket: Ticket) -> bool:
    """Return True if accounts says that another content of the operation arrived later; False if it does not answer."""
    notes = _notes(request)
    if not notes.is_asked:
        return False
    message = arrival_tickets_pb2.GetOpenTicketRequest(operation=ticket.operation)
    try:
        opened = await call(_tickets().GetOpenTicket, message, request, key=_key(request), seconds=_PATIENCE)
    except ProblemError as problem:
        if problem.status not in BUSY:
            raise
        notes.rest()
        return False
    if not opened.digest:
        return False
    if opened.digest != ticket.digest:
        return ticket.arrived_at <= instant(opened.latest_at.ToDatetime(UTC))
    return opened.HasField("others_at") and ticket.arrived_at < instant(opened.others_at.ToDatetime(UTC))


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


def show(ticket: Ticket, problem: ProblemError) -> None:
    """Add a ticket to a problem."""
    members = members_of(ticket)
    problem.headers = {**problem.headers, HEADER: members["arrival_ticket"]}
    problem.extra = {**problem.extra, **members}


def digest_of_command(request: Request) -> str:
    """Return the digest of a command for which there are tickets, as it states it or as its body has it; empty for all else.

    There are none for what is read, for what is stored as it arrives, for pages, for an address that takes no command, and for
    whoever is to stay unknown: accounts would keep that there was such a command (rules F8, H2).
    """
    path = request.url.path
    if request.method in _READING or not path.startswith("/api/") or path == PATH or is_streamed(request.scope):
        return ""
    is_command = of_request(request.method, path) is not None and not names_nobody(request.scope)
    if not is_command or len(path) > _LONGEST_PATH:
        return ""
    stated = request.headers.get("content-digest", "")
    return digest_stated(stated) if _CONTENT_DIGEST.search(stated) else digest_of(request.state.body)


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


def _of_session(token: str) -> str:
    """Return whose a ticket is that was given to a session before its account was known."""
    return f"session:{digest_of(token.encode())}"


def _notes(request: Request) -> TicketNotes:
    notes: TicketNotes = request.app.state.ticket_notes
    return notes


def _note(request: Request, ticket: Ticket) -> None:
    _notes(request).add(Note(ticket.holder, ticket.operation, ticket.digest, ticket.arrived_at, ticket.until))


def read_ticket(text: str, operation: str) -> Ticket:
    """Return a ticket of ours for an operation; refuse C9_ARRIVAL_TICKET_INVALID if it is none, or over."""
    try:
        claims = jwt.decode(
            text,
            settings().secret("actor_key"),
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"require": ["sub", "exp", "arr"]},
        )
    except jwt.ExpiredSignatureError:
        raise _refusal(OVER) from None
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


# where clients ask for a ticket before they send a command, and what they say of it
PATH = "/api/v1/arrival-tickets"
OPERATION, DIGEST = r"^(POST|PUT|PATCH|DELETE) /[!-~]{1,1900}$", r"^[0-9a-f]{64}$"


def is_ticketed(operation: str) -> bool:
    """Return True if there are tickets for an operation: the platform has such a command, and knows who sends it.

    A ticket for an address that is misspelt would be good for nothing, and whoever asked for it late. One for a report would
    leave a note of who reported (rules F8, H2).
    """
    method, _, path = operation.partition(" ")
    template = template_of(method, path)
    return template is not None and path != PATH and (method, template) not in UNNAMED
