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
from chassis.kernel.refusal import Refusal, refuse
from chassis.refusals import FIELDS_INVALID
from chassis.settings import settings
from gateway.arrival_tickets import Ticket, digest_of, digest_stated, redeemed, take
from tests.unit.gateway.running import ALL_ROLES, Gateway

FIRST = instant(datetime(2024, 6, 30, 15, 59, 59, 998_000, tzinfo=UTC))
OPERATION, DIGEST = "POST /api/v1/teams/7/submissions", digest_of(b'{"draft_revision": 4}')


@pytest.fixture(autouse=True)
def _key(gateway: Gateway) -> None:
    """Give the gateway's settings a key; accounts is away, so that tickets are judged without it."""


def request(account: str = "account", at: datetime = FIRST) -> Any:
    """Return a request of an account as far as its arrival matters."""
    state = SimpleNamespace(actor=Actor(account), arrived_at=at, request_id="r", traceparent="")
    return cast(Any, SimpleNamespace(state=state, headers={}))


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


class Refusing(arrival_tickets_pb2_grpc.ArrivalTicketsServicer):
    """A servicer that notes no ticket."""

    def OpenTicket(
        self, request: arrival_tickets_pb2.OpenTicketRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.OpenedTicket:
        refuse(FIELDS_INVALID)


def test_c9_a_busy_answer_brings_a_ticket_and_stays_what_it_is_without_one(gateway: Gateway) -> None:
    """C9: registration is away; the ticket is of the operation and the body. If none is to be had, 503 stays 503."""
    path = "/api/v1/teams/7/revival"
    busy = gateway.request("POST", path, headers=ALL_ROLES, json={})
    assert (busy.status_code, busy.json()["arrival_ticket"]) == (503, busy.headers["dasai-arrival-ticket"])
    claims = jwt.decode(busy.json()["arrival_ticket"], options={"verify_signature": False})
    assert (claims["sub"], claims["dig"]) == ("somebody", digest_of(b"{}"))
    gateway.stop()
    gateway.more.append((arrival_tickets_pb2_grpc.add_ArrivalTicketsServicer_to_server, Refusing()))
    gateway.serve()
    without = gateway.request("POST", path, headers=ALL_ROLES, json={})
    assert (without.status_code, "dasai-arrival-ticket" in without.headers) == (503, False)


def test_c9_the_digest_of_a_body_is_stated_as_rfc_9530_says() -> None:
    """C9: SHA-256 alone or among others; anything else is refused."""
    stated = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"
    assert digest_stated(stated) == digest_stated(f"sha-512=:aaaa:, {stated}")
    assert digest_stated(stated).startswith("5f8f04f6a3a892aa")
    for wrong in ("", "sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=", "sha-256=:short:", "md5=:X48E9qOo:"):
        with pytest.raises(Refusal, match="CONTENT_DIGEST_INVALID"):
            digest_stated(wrong)
