"""The platform's address comes from its settings: a request's Host header is its sender's word (rule K1)."""

from __future__ import annotations

import pytest
from dasai.registration.v1 import submissions_pb2, submissions_pb2_grpc

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
        ("/api/v1/edition/", "/api/v1/edition"),
        ("/api/v1/divisions/?page_size=3", "/api/v1/divisions?page_size=3"),
        ("/sign-in/", "/sign-in"),
        ("/me", "/sign-in"),
    ],
)
def test_k1_a_redirect_stays_on_the_host_whatever_the_request_calls_it(
    gateway: Gateway, path: str, location: str
) -> None:
    """K1: the location is a path, so that no header of the request can lead elsewhere."""
    for headers in (EVIL, {}, {"host": "evil.example:80"}, {"host": "a b"}, {"host": ""}):
        answer = gateway.get(path, **headers)
        assert (answer.status_code in (303, 307), answer.headers["location"]) == (True, location)


def test_k1_the_verifier_names_the_platforms_own_address(
    with_receipts: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1, C8: the downloaded page says where its keys come from: the setting, else the socket, never the Host header."""
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
def test_k1_only_listed_hosts_are_answered_if_there_is_a_list(
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
