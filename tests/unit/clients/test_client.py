"""The Python client against a real server that is busy, breaks off or refuses: what is repeated, and under which key."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from dasai_client import Client, Refused, Upload

CONTENT = bytes(range(256)) * 40


@dataclass
class Platform:
    """A server that answers what is waiting in `answers` first: a status and headers, or None to break the connection off."""

    answers: list[tuple[int, dict[str, str]] | None] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    uploaded: bytearray = field(default_factory=bytearray)
    # the arrival tickets that were asked for
    wanted: list[dict[str, str]] = field(default_factory=list)
    # bytes of a piece after which the connection breaks off, once each
    cuts: list[int] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: Platform

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet."""

    def answer(self) -> None:
        platform = self.platform
        if self.path == "/api/openapi.json":  # the tests' own look for a document (tests/documented.py)
            self.reply(404, {})
            return
        platform.requests.append(
            (self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        length = int(self.headers.get("Content-Length") or 0)
        if self.command == "PATCH" and platform.cuts:
            platform.uploaded += self.rfile.read(platform.cuts.pop(0))
            self.break_off()
            return
        body = self.rfile.read(length)
        if platform.answers:
            answer = platform.answers.pop(0)
            if answer is None:
                self.break_off()
                return
            status, headers = answer
            code = "C9_ARRIVAL_TICKET_INVALID" if status == 422 else "UNAVAILABLE"
            self.reply(status, {"code": code, "detail": "忙", "detail_en": "busy"}, headers)
        elif self.command == "HEAD":
            self.reply(200, None, {"Upload-Offset": str(len(platform.uploaded))})
        elif self.command == "PATCH":
            platform.uploaded += body
            self.reply(204, None, {"Upload-Offset": str(len(platform.uploaded))})
        elif self.path.startswith("/api/v1/material-uploads/"):
            self.reply(200, {"evidence_id": "1"})
        elif self.path.endswith("/arrival-tickets"):
            platform.wanted.append(json.loads(body))
            self.reply(201, {"ticket": "given before"})
        elif self.path.endswith("/material"):
            self.reply(201, {}, {"Location": f"{platform.url}/api/v1/material-uploads/1"})
        elif "page_token=second" in self.path:
            self.reply(200, {"teams": [{"state": "submitted"}], "page": {"next_page_token": ""}})
        else:
            self.reply(200, {"teams": [{"state": "registered"}], "page": {"next_page_token": "second"}})

    def break_off(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def reply(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/problem+json" if status >= 400 else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_HEAD = do_DELETE = answer  # noqa: N815 - the base class names them


@pytest.fixture
def platform() -> Iterator[Platform]:
    platform = Platform()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Served", (Handler,), {"platform": platform}))
    platform.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield platform
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_command_is_repeated_under_its_key_until_it_is_answered(platform: Platform) -> None:
    platform.answers = [(503, {}), None, (502, {}), (429, {"Retry-After": "0"})]
    with Client(platform.url, "dasai_token") as client:
        client.api.submit_project("team-1", {"draft_revision": 1}, idempotency_key="mine")
    headers = [headers for _, _, headers in platform.requests]
    assert len(headers) == 5
    assert {each["idempotency-key"] for each in headers} == {"mine"}
    assert {each["authorization"] for each in headers} == {"Bearer dasai_token"}


def test_c9_a_command_that_comes_back_with_a_ticket_is_repeated_with_it(platform: Platform) -> None:
    platform.answers = [(503, {"Retry-After": "0", "Dasai-Arrival-Ticket": "of the refusal"}), None]
    with Client(platform.url) as client:
        client.api.submit_project("team-1", {"draft_revision": 1})
    tickets = [headers.get("dasai-arrival-ticket") for _, _, headers in platform.requests]
    assert tickets == [None, "of the refusal", "of the refusal"]


def test_c9_a_command_goes_without_a_ticket_whose_place_another_has_taken(platform: Platform) -> None:
    platform.answers = [(503, {"Retry-After": "0", "Dasai-Arrival-Ticket": "of the refusal"}), (422, {})]
    with Client(platform.url) as client:
        client.api.register_team({}, idempotency_key="mine")
    tickets = [headers.get("dasai-arrival-ticket") for _, _, headers in platform.requests]
    assert tickets == [None, "of the refusal", None]
    assert {headers["idempotency-key"] for _, _, headers in platform.requests} == {"mine"}
    platform.requests.clear()
    platform.answers = [(422, {})]
    with Client(platform.url) as client, pytest.raises(Refused):
        client.api.register_team({})
    assert len(platform.requests) == 1, "a command without a ticket is not repeated"


def test_c9_a_ticket_is_asked_for_before_a_submission_over_its_very_body(platform: Platform) -> None:
    """Without one, for example at a platform of an earlier release, the submission goes all the same."""
    with Client(platform.url) as client:
        client.submit_project("team-1", 7, idempotency_key="mine")
        platform.answers = [(404, {})]
        client.submit_project("team-1", 8)
    (_, _, _), (_, path, sent), (_, _, refused), (_, _, without) = platform.requests
    digest = hashlib.sha256(b'{"draft_revision":7}').hexdigest()
    assert platform.wanted == [{"operation": f"POST {path}", "digest": digest}]
    assert (sent["dasai-arrival-ticket"], sent["idempotency-key"]) == ("given before", "mine")
    assert "dasai-arrival-ticket" not in refused | without


def test_a_key_is_made_for_each_command_and_none_for_reading(platform: Platform) -> None:
    with Client(platform.url) as client:
        client.api.revive_team("team-1", {})
        client.api.revive_team("team-1", {})
        client.api.get_team("team-1")
    first, second, reading = (headers.get("idempotency-key") for _, _, headers in platform.requests)
    assert first
    assert second not in (None, first)
    assert reading is None


@pytest.mark.parametrize("dated", [False, True], ids=["seconds", "date"])
def test_it_waits_as_retry_after_says(platform: Platform, dated: bool) -> None:
    platform.answers = [(503, {"Retry-After": formatdate(time.time() + 2, usegmt=True) if dated else "1"})]
    began = time.monotonic()
    with Client(platform.url) as client:
        client.api.get_team("team-1")
    assert 0.9 < time.monotonic() - began < 4


def test_it_does_not_wait_longer_than_its_patience(platform: Platform) -> None:
    platform.answers = [(429, {"Retry-After": "60"})]
    with Client(platform.url, patience=2) as client, pytest.raises(Refused) as refused:
        client.api.get_team("team-1")
    assert (refused.value.status, refused.value.code, refused.value.detail_en) == (429, "UNAVAILABLE", "busy")
    assert len(platform.requests) == 1


def test_what_is_refused_is_not_repeated(platform: Platform) -> None:
    platform.answers = [(409, {})]
    with Client(platform.url) as client, pytest.raises(Refused):
        client.api.submit_project("team-1", {"draft_revision": 1})
    assert len(platform.requests) == 1


def test_a_lost_platform_raises_the_connections_error_after_its_patience() -> None:
    with Client("http://127.0.0.1:9", patience=0.5) as client, pytest.raises(httpx.TransportError):
        client.api.get_team("team-1")


def test_pages_are_read_to_the_last(platform: Platform) -> None:
    with Client(platform.url) as client:
        states = [team["state"] for team in client.pages(client.api.list_teams, "teams", division_code="110000")]
    assert states == ["registered", "submitted"]
    assert "division_code=110000" in platform.requests[1][1]


def test_a_cookie_of_signing_in_is_not_sent_back(platform: Platform) -> None:
    """With a session's cookie and without a token the platform would refuse a second sign-in as another site's request."""
    with Client(platform.url) as client:
        client.transport.http.cookies.set("dasai_session", "of-a-session", domain="127.0.0.1")
        client.transport.http.cookies.set("proxy", "stays", domain="127.0.0.1")
        client.transport.json("POST", "/api/v1/sessions", {})
    assert platform.requests[0][2]["cookie"] == "proxy=stays"


def test_a_draft_is_saved_under_the_tag_with_which_it_was_read(platform: Platform) -> None:
    with Client(platform.url) as client:
        client.api.submit_project("team-1", {"draft_revision": 1}, if_match='"draft-1"')
        client.api.submit_project("team-1", {"draft_revision": 1})
    assert [sent.get("if-match") for _, _, sent in platform.requests] == ['"draft-1"', None]


def test_an_identifier_is_one_part_of_an_address(platform: Platform) -> None:
    with Client(platform.url) as client:
        client.api.get_team("a/b?c")
    assert platform.requests[0][1] == "/api/v1/teams/a%2Fb%3Fc"


def test_parameters_of_a_path_stay_beside_those_that_are_given(platform: Platform) -> None:
    with Client(platform.url) as client:
        client.transport.json("GET", "/api/v1/teams?state=registered", query={"count": True, "page_token": ""})
    assert platform.requests[0][1] == "/api/v1/teams?state=registered&count=true"


def test_an_upload_goes_on_where_the_connection_broke(platform: Platform) -> None:
    platform.cuts = [1_000, 0, 3_000]
    with Client(platform.url) as client:
        upload = Upload(
            client.transport, "/api/v1/teams/1/material", io.BytesIO(CONTENT), {"filename": "附件.pdf"}, piece=4_096
        )
        assert upload.run() == {"evidence_id": "1"}
    assert bytes(platform.uploaded) == CONTENT
    sent = [int(headers["content-length"]) for method, _, headers in platform.requests if method == "PATCH"]
    assert sum(sent) - len(CONTENT) < 4_096 * 3  # what is sent again is less than a piece each time


def test_an_upload_of_an_earlier_process_goes_on(platform: Platform) -> None:
    platform.uploaded += CONTENT[:5_000]
    with Client(platform.url) as client:
        address = "/api/v1/material-uploads/1"
        Upload(client.transport, "/api/v1/teams/1/material", io.BytesIO(CONTENT), {}, address=address).run()
    assert bytes(platform.uploaded) == CONTENT
    assert [method for method, _, _ in platform.requests] == ["HEAD", "PATCH", "GET"]
