"""What a server tells to whoever reaches it, and whom it hears (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import grpc
import pytest
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from structlog.testing import capture_logs

from chassis.actor import PUBLIC, sign
from chassis.rpc.server import build
from chassis.settings import settings

KEY = "a key of a test, as long as it must be"


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """Every token has a session."""

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return sessions_pb2.Session(login="somebody")


@contextmanager
def served(monkeypatch: pytest.MonkeyPatch, probe: str) -> Iterator[grpc.Channel]:
    """Run a server; yield a channel to it."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", KEY)
    monkeypatch.setenv("DASAI_PROBE", probe)
    settings.cache_clear()
    services = [(sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions())]
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
