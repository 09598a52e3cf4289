"""What a server tells to whoever reaches it, and whom it hears (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import grpc
import pytest
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from pymongo.errors import OperationFailure
from structlog.testing import capture_logs

from chassis import outage
from chassis.actor import PUBLIC, Actor, sign, system
from chassis.rpc.server import build
from chassis.settings import settings

KEY = "a key of a test, as long as it must be"


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """Every token has a session, unless the database is away."""

    away = False

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        self._require_database()
        return sessions_pb2.Session(login="somebody")

    def ListEnded(
        self, request: sessions_pb2.ListEndedRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListEndedResponse:
        self._require_database()
        return sessions_pb2.ListEndedResponse()

    def _require_database(self) -> None:
        if self.away:
            raise OperationFailure("interrupted at shutdown")


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, probe: str, sessions: Sessions | None = None) -> Iterator[grpc.Channel]:
    """Run a server; yield a channel to it."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", KEY)
    monkeypatch.setenv("DASAI_PROBE", probe)
    settings.cache_clear()
    services = [(sessions_pb2_grpc.add_SessionsServicer_to_server, sessions or Sessions())]
    server, port, _ = build("accounts", services, "127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
    finally:
        server.stop(None)
        monkeypatch.undo()
        settings.cache_clear()


def listed(channel: grpc.Channel) -> list[str] | grpc.StatusCode:
    """Return the services that the server lists, or why it lists none."""
    asked = reflection_pb2.ServerReflectionRequest(list_services="")
    try:
        (answer,) = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(iter([asked]), timeout=10)
    except grpc.RpcError as error:
        code: grpc.StatusCode = error.code()
        return code
    return [service.name for service in answer.list_services_response.service]


def test_a_server_describes_itself_to_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reflection is off unless DASAI_PROBE is set; health is always told."""
    with served(monkeypatch, "false") as channel:
        assert listed(channel) is grpc.StatusCode.UNIMPLEMENTED
        health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        assert health.status == health_pb2.HealthCheckResponse.SERVING


def test_tests_see_what_a_server_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """With DASAI_PROBE its services are listed."""
    with served(monkeypatch, "true") as channel:
        assert "dasai.accounts.v1.Sessions" in listed(channel)  # type: ignore[operator]  # a list


@pytest.mark.parametrize("token", ["", "no token", sign(PUBLIC, "a key of somebody else, just as long")])
def test_k1_a_call_that_the_gateway_did_not_sign_is_refused_and_logged(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """K1: whoever reaches a server without the gateway gets nothing from it, and operators hear of it."""
    with served(monkeypatch, "false") as channel, capture_logs() as lines:
        stub = sessions_pb2_grpc.SessionsStub(channel)
        request, metadata = sessions_pb2.AuthenticateRequest(token="x"), (("dasai-actor", token),)
        with pytest.raises(grpc.RpcError) as refused:
            stub.Authenticate(request, timeout=10, metadata=metadata)
        assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
        good = (("dasai-actor", sign(PUBLIC, KEY)),)
        assert stub.Authenticate(request, timeout=10, metadata=good).login == "somebody"
    unproven = [line for line in lines if line["event"] == "caller not proven"]
    assert [(line["method"], line["log_level"]) for line in unproven] == [("Authenticate", "warning")]


def test_what_a_gateway_asks_all_the_time_fails_in_two_lines_and_what_somebody_asks_in_one_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While a database is away each gateway asks ten times a second: that is one line when it begins and one when it ends.

    A call in somebody's name has its own line, with the trace by which operators find it.
    """
    monkeypatch.setattr(outage, "CALM_SECONDS", 0)
    sessions = Sessions()
    with served(monkeypatch, "false", sessions) as channel, capture_logs() as lines:
        stub = sessions_pb2_grpc.SessionsStub(channel)

        def ask(actor: Actor) -> None:
            metadata = (("dasai-actor", sign(actor, KEY)), ("traceparent", f"00-{'1' * 32}-{'2' * 16}-01"))
            with pytest.raises(grpc.RpcError) if sessions.away else nullcontext():
                if actor == PUBLIC:
                    stub.Authenticate(sessions_pb2.AuthenticateRequest(token="x"), timeout=10, metadata=metadata)
                else:
                    stub.ListEnded(sessions_pb2.ListEndedRequest(), timeout=10, metadata=metadata)

        for away, times in ((True, 5), (False, 2)):
            sessions.away = away
            for _ in range(times):
                ask(system("gateway"))
                ask(PUBLIC)
    told = [(line["event"], line["method"], line.get("trace"), line.get("failures")) for line in lines]
    of_gateway = [each for each in told if each[1] == "ListEnded"]
    assert of_gateway == [("call failed", "ListEnded", None, None), ("call answered again", "ListEnded", None, 5)]
    assert [each for each in told if each[1] == "Authenticate"] == [("call failed", "Authenticate", "1" * 32, None)] * 5
