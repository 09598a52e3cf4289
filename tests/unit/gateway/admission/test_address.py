"""The platform's address comes from its settings: a request's Host header is its sender's word (rule K1)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from dasai.registration.v1 import submissions_pb2, submissions_pb2_grpc
from starlette.requests import Request
from starlette.responses import RedirectResponse

from chassis.kernel.clock import SystemClock
from chassis.settings import Misconfigured, Settings
from gateway.admission.address import OwnAddress, allowed_hosts, to_provider
from gateway.admission.middleware import Stamp
from gateway.settings import GatewaySettings
from tests.unit.gateway.running import Gateway

EVIL = {"host": "evil.example"}


class Receipts(submissions_pb2_grpc.ReceiptsServicer):
    """Registration's receipts, with one public key."""

    def ListReceiptKeys(self, request: object, context: object) -> submissions_pb2.ListReceiptKeysResponse:
        return submissions_pb2.ListReceiptKeysResponse(keys=[submissions_pb2.ReceiptKey(public_key="ab" * 32)])


@pytest.fixture
def with_receipts(gateway: Gateway) -> Gateway:
    """The gateway, with receipts' keys behind it."""
    gateway.stop()
    gateway.more.append((submissions_pb2_grpc.add_ReceiptsServicer_to_server, Receipts()))
    gateway.serve()
    return gateway


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/divisions/?state=open", "/divisions?state=open"),
        ("/sign-in/", "/sign-in"),
        ("/me", "/sign-in"),
    ],
)
def test_k1_a_redirect_stays_on_the_host_whatever_the_request_calls_it(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, path: str, location: str
) -> None:
    """K1: the location is a path, so that no header of the request can lead elsewhere."""
    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", "*")
    for headers in (EVIL, {}, {"host": "evil.example:80"}, {"host": "a b"}, {"host": ""}):
        answer = gateway.get(path, **headers)
        assert (answer.status_code in (303, 307), answer.headers["location"]) == (True, location)


def test_k1_only_an_identity_provider_is_led_to_elsewhere() -> None:
    """K1: the one location that a route leads to by that name, and no other beside it."""
    provider = "https://id.example.cn/auth?scope=openid&state=a%20b"

    async def app(scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope)
        there = to_provider(request, provider)
        elsewhere = RedirectResponse("https://evil.example/path", 303)
        await (there if scope["path"] == "/there" else elsewhere)(scope, receive, send)

    async def location(path: str) -> str:
        transport = httpx.ASGITransport(app=Stamp(OwnAddress(app, None), SystemClock()))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            return (await client.get(path)).headers["location"]

    assert [asyncio.run(location(path)) for path in ("/there", "/elsewhere")] == [provider, "/path"]


def test_k1_the_verifier_names_the_platforms_own_address(
    with_receipts: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1, C8: the downloaded page says where its keys come from: the setting, else the socket, never the Host header."""
    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", "*")
    page = with_receipts.get("/receipts/verifier.html", **EVIL)
    assert page.status_code == 200
    assert "evil.example" not in page.text
    monkeypatch.setenv("DASAI_PUBLIC_URL", "https://dasai.example.cn/")
    page = with_receipts.get("/receipts/verifier.html", **EVIL)
    assert "evil.example" not in page.text
    assert "https://dasai.example.cn，" in page.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("dasai.example.cn", 200),
        ("DASAI.example.cn:8443", 200),
        ("127.0.0.1:8080", 200),
        ("evil.example", 421),
        ("dasai.example.cn.evil.example", 421),
        ("dasai.example.cn@evil.example", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_k1_only_listed_hosts_are_answered(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, host: str, status: int
) -> None:
    """K1: with DASAI_ALLOWED_HOSTS any other host gets 421, in both languages, and nothing is done."""
    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", "dasai.example.cn, 127.0.0.1")
    answer = gateway.get("/api/v1/edition", host=host)
    assert answer.status_code == status
    if status == 421:
        assert answer.json()["code"] == "HOST_UNKNOWN"
        assert host not in answer.text or not host.strip("[")
        assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("public_url", "hosts", "host", "status"),
    [
        ("", "", "127.0.0.1:8080", 200),
        ("", "", "localhost", 200),
        ("", "", "[::1]:8080", 200),
        ("", "", "evil.example", 421),
        ("https://dasai.example.cn", "", "dasai.example.cn", 200),
        ("https://DASAI.example.cn:8443/", "", "dasai.example.cn:8443", 200),
        ("https://dasai.example.cn", "", "127.0.0.1", 421),
        ("https://dasai.example.cn", "other.example.cn", "dasai.example.cn", 200),
        ("https://dasai.example.cn", "other.example.cn", "other.example.cn", 200),
        ("https://dasai.example.cn", "other.example.cn", "evil.example", 421),
        ("", "Other.example.cn:8443, [::1]:8080", "other.example.cn", 200),
        ("", "Other.example.cn:8443, [::1]:8080", "[::1]", 200),
        ("", "Other.example.cn:8443, [::1]:8080", "127.0.0.1", 421),
        ("https://dasai.example.cn", "*", "evil.example", 200),
    ],
)
def test_k1_a_gateway_that_is_told_nothing_is_not_open(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, public_url: str, hosts: str, host: str, status: int
) -> None:
    """K1: without a list the public address counts, and without one this machine's names: a proxy's host is refused until set."""
    monkeypatch.setenv("DASAI_PUBLIC_URL", public_url)
    monkeypatch.setenv("DASAI_ALLOWED_HOSTS", hosts)
    assert gateway.get("/api/v1/edition", host=host).status_code == status


@pytest.mark.parametrize(("http_host", "public_url"), [("0.0.0.0", ""), ("10.0.0.7", ""), ("::", "")])  # noqa: S104 - not bound
def test_k1_a_gateway_that_others_reach_does_not_start_without_its_address(http_host: str, public_url: str) -> None:
    """K1: it says which setting it lacks, in both languages; with it it starts, and on the loopback interface without."""
    with pytest.raises(Misconfigured) as refused:
        allowed_hosts(Settings(http_host=http_host), GatewaySettings(public_url=public_url, allowed_hosts="*"))
    zh, en = str(refused.value).splitlines()
    assert zh.startswith(f"DASAI_PUBLIC_URL 未设置，而网关在 {http_host} 上监听")
    assert en.startswith(f"DASAI_PUBLIC_URL is not set, and the gateway listens on {http_host}")
    own = GatewaySettings(public_url="https://dasai.example.cn", allowed_hosts="")
    assert allowed_hosts(Settings(http_host=http_host), own) == {"dasai.example.cn"}


@pytest.mark.parametrize(
    ("public_url", "stated", "secure"),
    [
        ("", None, False),
        ("http://a", None, False),
        ("https://a", None, True),
        ("https://a", False, False),
        ("", True, True),
    ],
)
def test_k1_the_cookie_is_sent_over_tls_only_if_the_platform_is(
    public_url: str, stated: bool | None, secure: bool
) -> None:
    """K1: as the public address says, unless it is set."""
    assert GatewaySettings(public_url=public_url, secure_cookies=stated).cookies_are_secure is secure
