"""The gateway's signed word that a command arrived (rule C9)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import grpc
import jwt
import pytest
from dasai.accounts.v1 import arrival_tickets_pb2, arrival_tickets_pb2_grpc

from chassis.actor import Actor, sign, verify
from chassis.arrivals import arrival_lag
from chassis.kernel.clock import instant
from chassis.kernel.refusal import Refusal
from chassis.settings import settings
from gateway.arrival_tickets import Ticket, digest_of, digest_stated, give, give_to_session, redeemed, take
from gateway.ticket_notes import TicketNotes, write_to_accounts
from tests.unit.gateway.running import ALL_ROLES, Gateway

FIRST = instant(datetime(2024, 6, 30, 15, 59, 59, 998_000, tzinfo=UTC))
OPERATION, DIGEST = "POST /api/v1/teams/7/submissions", digest_of(b'{"draft_revision": 4}')


@pytest.fixture(autouse=True)
def _key(gateway: Gateway) -> None:
    """Give the gateway's settings a key; accounts is away, so that tickets are judged without it."""


def request(account: str = "account", at: datetime = FIRST) -> Any:
    """Return a request of an account as far as its arrival matters."""
    state = SimpleNamespace(
        actor=Actor(account), arrived_at=at, request_id="r", traceparent="", token=f"token of {account}"
    )
    app = SimpleNamespace(state=SimpleNamespace(ticket_notes=TicketNotes(write_to_accounts)))
    return cast(Any, SimpleNamespace(state=state, headers={}, app=app))


def ticket(**changes: Any) -> Ticket:
    """Return a ticket that has just been given."""
    given = Ticket("account", OPERATION, DIGEST, FIRST, datetime.now(UTC) + timedelta(minutes=15))
    return replace(given, **changes)


def reason_of(text: str, asked: Any = None, operation: str = OPERATION, digest: str = DIGEST) -> str:
    """Return why a ticket is refused."""
    with pytest.raises(Refusal, match="C9_ARRIVAL_TICKET_INVALID") as refused:
        asyncio.run(redeemed(asked or request(), text, operation, digest))
    return refused.value.facts["why"]


def test_c9_a_command_with_its_ticket_counts_as_of_its_first_arrival() -> None:
    """C9: also if accounts does not answer; services wait for it longer than it can still come."""
    later = request(at=instant(FIRST + timedelta(minutes=3)))
    held = asyncio.run(redeemed(later, ticket().signed, OPERATION, DIGEST))
    take(later, held)
    assert later.state.arrived_at == FIRST
    assert held.token_until < datetime.now(UTC) + arrival_lag() + timedelta(seconds=1)
    # the services' token ends with it
    with pytest.raises(Exception, match="K1_UNAUTHENTICATED"):
        verify(sign(Actor("account"), "k" * 32, datetime.now(UTC) - timedelta(seconds=1)), "k" * 32)


def test_c9_a_ticket_makes_nothing_later() -> None:
    """C9: a command that arrives before the time of its ticket, by a clock that was put back, counts as of its own arrival."""
    early = request(at=instant(FIRST - timedelta(seconds=1)))
    take(early, ticket())
    assert early.state.arrived_at == FIRST - timedelta(seconds=1)


def test_c9_a_ticket_is_good_for_nothing_else_and_for_nobody_else() -> None:
    """C9: another content, another operation, another account, an altered or an old ticket is refused with its reason."""
    signed = ticket().signed
    assert reason_of(signed, digest=digest_of(b"other")) == "content"
    assert reason_of(signed, operation="POST /api/v1/teams/8/submissions") == "operation"
    assert reason_of(signed, request("another")) == "account"
    assert reason_of(signed[:-2] + ("AA" if signed[-2:] != "AA" else "BB")) == "forged"
    assert reason_of("nothing") == "forged"
    assert reason_of(ticket(until=datetime.now(UTC) - timedelta(seconds=1)).signed) == "over"
    # a token for services is none
    assert reason_of(sign(Actor("account", arrived_at=FIRST), settings().secret("actor_key"))) == "forged"


def test_c9_a_ticket_of_a_session_is_of_its_account_once_that_is_known() -> None:
    """C9: an overloaded gateway asks nobody whose session it is; another session's ticket is another's."""
    asked = request()
    unknown = give_to_session(asked, "token of account", OPERATION, DIGEST)
    held = asyncio.run(redeemed(asked, unknown.signed, OPERATION, DIGEST))
    assert (held.holder, held.arrived_at) == ("account", FIRST)
    strangers = give_to_session(asked, "token of another", OPERATION, DIGEST)
    assert reason_of(strangers.signed, asked) == "account"


def test_c9_a_later_content_voids_a_ticket_before_accounts_has_its_note() -> None:
    """C9: this process knows it; the same content goes on."""
    first = request()
    earlier = give(first, OPERATION, DIGEST)
    assert asyncio.run(redeemed(first, earlier.signed, OPERATION, DIGEST)).arrived_at == FIRST
    first.state.arrived_at = instant(FIRST + timedelta(seconds=1))
    later = give(first, OPERATION, digest_of(b"other"))
    assert reason_of(earlier.signed, first) == "replaced"
    assert asyncio.run(redeemed(first, later.signed, OPERATION, digest_of(b"other"))).arrived_at > FIRST


class Noting(arrival_tickets_pb2_grpc.ArrivalTicketsServicer):
    """A servicer that keeps what it is to note."""

    def __init__(self) -> None:
        self.noted: list[arrival_tickets_pb2.GivenTicket] = []
        self.opened = 0

    def OpenTicket(
        self, request: arrival_tickets_pb2.OpenTicketRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.OpenedTicket:
        self.opened += 1
        return arrival_tickets_pb2.OpenedTicket()

    def NoteTickets(
        self, request: arrival_tickets_pb2.NoteTicketsRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.NoteTicketsResponse:
        self.noted += request.tickets
        return arrival_tickets_pb2.NoteTicketsResponse()


def test_c9_a_busy_answer_brings_a_ticket_that_accounts_is_told_of_later(gateway: Gateway) -> None:
    """C9: registration is away; the ticket is of the operation and the body, and its note says so, also at the end."""
    accounts = Noting()
    gateway.stop()
    gateway.more.append((arrival_tickets_pb2_grpc.add_ArrivalTicketsServicer_to_server, accounts))
    gateway.serve()
    busy = gateway.request("POST", "/api/v1/teams/7/revival", headers=ALL_ROLES, json={})
    assert (busy.status_code, busy.json()["arrival_ticket"]) == (503, busy.headers["dasai-arrival-ticket"])
    claims = jwt.decode(busy.json()["arrival_ticket"], options={"verify_signature": False})
    assert (claims["sub"], claims["dig"]) == ("somebody", digest_of(b"{}"))
    # a note whose call was not answered in time is written again
    noted = {(note.account_id, note.operation, note.digest) for note in accounts.noted}
    assert noted == {("somebody", "POST /api/v1/teams/7/revival", digest_of(b"{}"))}
    assert accounts.opened == 0


def test_h2_nobody_keeps_that_somebody_reported(gateway: Gateway) -> None:
    """F8, H2, C9: what names nobody has no ticket, for accounts would know of it."""
    report = {"subject": "x", "text": "y"}
    busy = gateway.request("POST", "/api/v1/reports", headers=ALL_ROLES, json=report)
    assert "dasai-arrival-ticket" not in busy.headers
    for operation in ("POST /api/v1/reports", "POST /reports/new", "POST /api/v1/notices/n1/objections"):
        assert _faulty_fields(gateway, operation) == ["operation"]


def test_c9_a_ticket_is_asked_for_a_command_that_there_is(gateway: Gateway) -> None:
    """C9: whoever misspells it hears so while there is time, and not with a ticket that is good for nothing."""
    for operation in ("POST /api/v1/teams/7/submission", "DELETE /api/v1/teams/7", "POST /api/v1/arrival-tickets"):
        assert _faulty_fields(gateway, operation) == ["operation"]
    for operation in ("POST /api/v1/teams/7/submissions", "POST /teams/7/submission"):
        assert _faulty_fields(gateway, operation) == []


def _faulty_fields(gateway: Gateway, operation: str) -> list[str]:
    wanted = {"operation": operation, "digest": "0" * 64}
    answer = gateway.request("POST", "/api/v1/arrival-tickets", headers=ALL_ROLES, json=wanted)
    return [fault["field"] for fault in answer.json().get("faults", ())]


def test_c9_the_digest_of_a_body_is_stated_as_rfc_9530_says() -> None:
    """C9: SHA-256 alone or among others; anything else is refused."""
    stated = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    assert digest_stated(stated) == digest_stated(f"sha-512=:aaaa:, {stated}")
    assert digest_stated(stated).startswith("5f8f04f6a3a892aa")
    for wrong in ("", "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=", "sha-256=:short:", "md5=:X48E9qOo:"):
        with pytest.raises(Refusal, match="CONTENT_DIGEST_INVALID"):
            digest_stated(wrong)
