"""Sessions as a gateway knows them (K1), asked of a small server whose answers a test sets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from fastapi import Request

from chassis.kernel.refusal import refuse
from chassis.refusals import UNAUTHENTICATED
from chassis.rpc.server import build
from chassis.settings import settings
from gateway import rpc
from gateway.auth import sessions
from gateway.auth.sessions import Sessions
from gateway.settings import GatewaySettings


class Accounts(sessions_pb2_grpc.SessionsServicer):
    """A servicer of sessions: tokens in `good` have one; `asked` counts the questions for each."""

    def __init__(self) -> None:
        self.good: set[str] = set()
        self.asked: list[str] = []
        self.seconds = 0.0

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        self.asked.append(request.token)
        time.sleep(self.seconds)
        if request.token not in self.good:
            refuse(UNAUTHENTICATED)
        session = sessions_pb2.Session(
            session_id=sessions.hashed(request.token), account_id="account-1", login="somebody"
        )
        session.ends_at.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
        return session

    def ListEnded(
        self, request: sessions_pb2.ListEndedRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListEndedResponse:
        return sessions_pb2.ListEndedResponse(until=request.since)


@pytest.fixture
def accounts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Accounts]:
    """Run the server."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", "only-for-tests-" * 3)
    settings.cache_clear()
    rpc.forget_channels()
    servicer = Accounts()
    server, port, _ = build("accounts", [(sessions_pb2_grpc.add_SessionsServicer_to_server, servicer)], "127.0.0.1:0")
    monkeypatch.setenv("DASAI_ACCOUNTS_ADDRESS", f"127.0.0.1:{port}")
    settings.cache_clear()
    server.start()
    yield servicer
    server.stop(None)
    monkeypatch.undo()
    settings.cache_clear()
    rpc.forget_channels()


def request() -> Request:
    """Return a request as the outermost middleware leaves it."""
    state = {"arrived_at": datetime.now(UTC), "request_id": "request-1", "traceparent": ""}
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "state": state})


def run(steps: Callable[[Sessions], Awaitable[None]]) -> None:
    """Run these steps with the sessions of a gateway that hears what has ended."""

    async def through() -> None:
        known = Sessions(GatewaySettings())
        await known._ask(sessions_pb2_grpc.SessionsStub(rpc.channel("accounts")))
        await steps(known)
        await rpc.close_channels()

    asyncio.run(through())


def test_k1_that_there_is_no_session_is_soon_asked_again(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """K1: for it may go on a moment later, in the epoch that its own change of the password began."""
    monkeypatch.setattr(sessions, "_NONE_TRUST", 0.2)

    async def steps(known: Sessions) -> None:
        assert [await known.session("token", request()) for _ in range(3)] == [None] * 3
        assert accounts.asked == ["token"]
        accounts.good.add("token")
        await asyncio.sleep(0.2)
        session = await known.session("token", request())
        assert session is not None
        assert session.login == "somebody"
        assert (await known.session("token", request()), len(accounts.asked)) == (session, 2)

    run(steps)


def test_k4_what_another_gateway_changed_a_moment_ago_can_be_asked_for(accounts: Accounts) -> None:
    """K4: a consent that was given there counts here at once; and that answer is kept."""
    accounts.good.add("token")

    async def steps(known: Sessions) -> None:
        await known.session("token", request())
        for _ in range(2):
            assert await known.session("token", request()) is not None
        assert len(accounts.asked) == 1
        assert await known.session("token", request(), anew=True) is not None
        assert await known.session("token", request()) is not None
        assert len(accounts.asked) == 2

    run(steps)


def test_k1_tokens_that_somebody_makes_up_push_no_session_out(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1: however many; those who are signed in are not asked for anew."""
    monkeypatch.setattr(sessions, "_MOST", 3)
    accounts.good.add("token")

    async def steps(known: Sessions) -> None:
        await known.session("token", request())
        for number in range(10):
            assert await known.session(f"made-up-{number}", request()) is None
        assert await known.session("token", request()) is not None
        assert accounts.asked.count("token") == 1

    run(steps)


def test_k1_an_answer_that_took_long_is_not_kept(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    """K1: the session may have ended while it was on its way, and no longer be told of."""
    monkeypatch.setattr(sessions, "_SLOW", 0.1)
    accounts.good.add("token")
    accounts.seconds = 0.15

    async def steps(known: Sessions) -> None:
        assert await known.session("token", request()) is not None
        accounts.good.clear()
        assert await known.session("token", request()) is None

    run(steps)
