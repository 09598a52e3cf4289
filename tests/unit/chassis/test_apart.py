"""Methods that wait for long run in threads of their own (rule K1)."""

from __future__ import annotations

import threading

import grpc
import pytest
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc

from chassis.actor import PUBLIC, sign
from chassis.rpc.server import Apart, build
from chassis.settings import settings

KEY = "a key of a test, as long as it must be"


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """Signing in ends when the test says so."""

    def __init__(self) -> None:
        self.end = threading.Event()
        self.begun = threading.Semaphore(0)

    def SignIn(self, request: sessions_pb2.SignInRequest, context: grpc.ServicerContext) -> sessions_pb2.SignInResponse:
        self.begun.release()
        self.end.wait(20)
        return sessions_pb2.SignInResponse(token="token")

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return sessions_pb2.Session(login="somebody")


def test_k1_who_asks_for_a_session_never_waits_for_sign_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """K1: a server with a single thread answers while all threads of the sign-ins wait, and more of them stand before those."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", KEY)
    monkeypatch.setenv("DASAI_GRPC_THREADS", "1")
    settings.cache_clear()
    sessions = Sessions()
    services = [(sessions_pb2_grpc.add_SessionsServicer_to_server, sessions)]
    server, port, _ = build("accounts", services, "127.0.0.1:0", Apart(frozenset({"SignIn"}), 2))
    server.start()
    metadata = (("dasai-actor", sign(PUBLIC, KEY)),)
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = sessions_pb2_grpc.SessionsStub(channel)
            waiting = [stub.SignIn.future(sessions_pb2.SignInRequest(), metadata=metadata) for _ in range(4)]
            assert [sessions.begun.acquire(timeout=10) for _ in range(2)] == [True, True]
            asked = stub.Authenticate(sessions_pb2.AuthenticateRequest(), timeout=10, metadata=metadata)
            assert asked.login == "somebody"
            assert [call.done() for call in waiting] == [False] * 4
            sessions.end.set()
            assert [call.result(timeout=10).token for call in waiting] == ["token"] * 4
    finally:
        sessions.end.set()
        server.stop(None)
        monkeypatch.undo()
        settings.cache_clear()
