"""Calls from HTTP to gRPC, and answers as JSON."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import UTC, datetime, timedelta

import grpc
import httpx
import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc, teams_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.rpc.server import build
from chassis.settings import settings
from gateway.rpc import as_json
from tests.unit.gateway.running import Divisions, Gateway

DIVISION = "/api/v1/divisions/110000"


def test_an_answer_as_the_api_shows_it() -> None:
    """snake_case, enums in lower case without prefix, RFC 3339, 64-bit numbers as numbers, defaults included."""
    stamp = Timestamp()
    stamp.FromDatetime(datetime(2024, 6, 10, 1, 2, 3, tzinfo=UTC))
    team = teams_pb2.Team(state=teams_pb2.TEAM_STATE_SUBMITTED, registered_at=stamp)
    team.evidence.add(kind="audit", size_bytes=2**40)
    team.facts.lead.kind = contest_pb2.ORGANISATION_KIND_UNIVERSITY
    shown = as_json(team)
    assert shown["state"] == "submitted"
    assert shown["registered_at"] == "2024-06-10T01:02:03Z"
    assert shown["evidence"][0]["size_bytes"] == 2**40
    assert shown["facts"]["lead"]["kind"] == "university"
    assert (shown["review_state"], shown["review_reason"], shown["receipts"]) == ("", "", [])


def test_c9_the_call_carries_the_arrival_of_the_request(gateway: Gateway) -> None:
    """C9: the call carries the arrival in contest time, signed, with the trace and the actor."""
    trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"
    before = gateway.clock.now()
    assert gateway.get(DIVISION, traceparent=trace).status_code == 200
    [seen] = gateway.divisions.seen
    assert seen.actor.arrived_at is not None
    assert before <= seen.actor.arrived_at <= before + timedelta(seconds=30)
    assert (seen.actor.account_id, seen.actor.grants) == ("public", frozenset())
    assert seen.traceparent == trace


@pytest.mark.parametrize("trace", ["", "00-xyz", "00-" + "0" * 32 + "-" + "1" * 16 + "-01\r\nx"])
def test_a_malformed_trace_is_replaced(gateway: Gateway, trace: str) -> None:
    """A new trace begins if the request has none, or a malformed one."""
    if "\r" in trace:
        trace = trace.split("\r")[0] + "x"
    assert gateway.get(DIVISION, traceparent=trace).status_code == 200
    [seen] = gateway.divisions.seen
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", seen.traceparent)


def test_the_call_carries_the_clients_idempotency_key_or_a_new_one(gateway: Gateway) -> None:
    """The same key means the same command; every request without a key gets its own."""
    for headers in ({"idempotency-key": "k-1"}, {"idempotency-key": "k-1"}, {}, {}):
        assert gateway.get(DIVISION, **headers).status_code == 200
    keys = [seen.idempotency_key for seen in gateway.divisions.seen]
    assert (keys[0] == keys[1], len(set(keys)), all(keys)) == (True, 3, True)


@pytest.mark.parametrize("key", ["k" * 201, "a\tb", "schl\xfcssel"])
def test_a_malformed_idempotency_key_is_refused(gateway: Gateway, key: str) -> None:
    """A key has 1 to 200 visible characters."""
    answer = gateway.request("GET", DIVISION, headers={b"idempotency-key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_KEY_INVALID")
    assert gateway.divisions.seen == []


def test_c9_the_gateway_waits_for_a_service_that_restarts(gateway: Gateway) -> None:
    """C9: a request that arrives while the service is unavailable is answered once the service is back."""
    gateway.stop()

    async def steps(client: httpx.AsyncClient) -> None:
        request = asyncio.create_task(client.get(DIVISION))
        done, _ = await asyncio.wait([request], timeout=0.5)
        assert done == set()
        await asyncio.to_thread(gateway.serve)
        assert (await request).status_code == 200

    gateway.run(steps)
    assert len(gateway.divisions.seen) == 1


def test_c9_several_servers_get_the_calls_in_turn_and_one_that_stops_leaves_them_to_the_others(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C9: no call fails while one drains or is away, and it is called again when it is back."""
    other = Divisions()

    def started(listen: str) -> tuple[grpc.Server, int]:
        server, port, _ = build("registration", [(divisions_pb2_grpc.add_DivisionsServicer_to_server, other)], listen)
        server.start()
        return server, port

    second, port = started("127.0.0.1:0")
    monkeypatch.setenv("DASAI_REGISTRATION_ADDRESS", f"{settings().registration_address},127.0.0.1:{port}")
    settings.cache_clear()

    async def called(client: httpx.AsyncClient, count: int) -> tuple[int, int]:
        before = len(gateway.divisions.seen), len(other.seen)
        for _ in range(count):
            assert (await client.get(DIVISION)).status_code == 200
        return len(gateway.divisions.seen) - before[0], len(other.seen) - before[1]

    async def both(client: httpx.AsyncClient) -> None:
        async with asyncio.timeout(20):
            while 0 in await called(client, 4):
                await asyncio.sleep(0.1)

    async def steps(client: httpx.AsyncClient) -> None:
        await both(client)
        counts = await called(client, 20)
        assert sum(counts) == 20
        assert min(counts) >= 8
        ended = second.stop(5)
        assert sum(await called(client, 20)) == 20
        await asyncio.to_thread(ended.wait)
        assert await called(client, 4) == (4, 0)
        third, _ = await asyncio.to_thread(started, f"127.0.0.1:{port}")
        await both(client)
        await asyncio.to_thread(third.stop(None).wait)

    gateway.run(steps)


def test_a_service_that_stays_unavailable_is_503_to_be_repeated(gateway: Gateway) -> None:
    """The gateway waits for a limited time, then asks the client to repeat the request."""
    gateway.stop()
    gateway.patience(1)
    answer = gateway.get(DIVISION)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "UNAVAILABLE", "2")


def test_a_service_that_is_too_slow_is_503_to_be_repeated(gateway: Gateway) -> None:
    """The call carries its deadline."""
    go = threading.Event()
    gateway.divisions.answer = lambda code: (go.wait(20), divisions_pb2.Division(code=code))[1]
    gateway.patience(0.5)
    answer = gateway.get(DIVISION)
    go.set()
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
