"""Downloads of the Python client against a real server that breaks off, or has another file by now (rule K3)."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from dasai_client import Client, DamagedError, Refused

CONTENT = bytes(range(256)) * 16 * 1024  # 4 MiB
ANOTHER = bytes(reversed(range(256))) * 1024


@dataclass
class Platform:
    """A server of one file; `cuts` are the bytes of an answer after which the connection breaks off, once each."""

    content: bytes = CONTENT
    stated: str = ""
    cuts: list[int] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    @property
    def etag(self) -> str:
        """Return the hash that it states."""
        return f'"{self.stated or hashlib.sha256(self.content).hexdigest()}"'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    platform: Platform

    def log_message(self, format: str, *arguments: Any) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        platform = self.platform
        if self.path == "/api/openapi.json":  # the tests' own look for a document (tests/documented.py)
            self.reply(404, b"")
            return
        if platform.refusals:
            self.reply(platform.refusals.pop(0), b"")
            return
        platform.asked.append((self.headers.get("Range", ""), self.headers.get("If-Range", "")))
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(match[1]) if match and self.headers.get("If-Range") == platform.etag else 0
        if start and start >= len(platform.content):
            self.reply(416, b"")
        else:
            self.reply(206 if start else 200, platform.content[start:])

    def reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", self.platform.etag)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if content and self.platform.cuts:
            self.wfile.write(content[: self.platform.cuts.pop(0)])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.wfile.write(content)


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


def test_a_download_goes_on_where_the_connection_broke(platform: Platform, tmp_path: Path) -> None:
    platform.cuts, platform.refusals = [2_500_000, 0], [503]
    with Client(platform.url, "dasai_token") as client:
        path = client.download_dossier("d1", tmp_path / "beijing.zip")
    assert path.read_bytes() == CONTENT
    assert [name.name for name in tmp_path.iterdir()] == ["beijing.zip"]
    first, *others = platform.asked
    assert first == ("", "")
    assert {wanted for _, wanted in others} == {platform.etag}
    assert all(int(wanted.removeprefix("bytes=").removesuffix("-")) >= 2 * 1024 * 1024 for wanted, _ in others)


def test_what_arrived_before_a_break_is_kept_however_little(platform: Platform, tmp_path: Path) -> None:
    platform.cuts = [40_000, 40_000]
    with Client(platform.url) as client:
        assert client.download_dossier("d1", tmp_path / "beijing.zip").read_bytes() == CONTENT
    assert [wanted for wanted, _ in platform.asked] == ["", "bytes=40000-", "bytes=80000-"]


def test_a_download_of_an_earlier_process_goes_on(platform: Platform, tmp_path: Path) -> None:
    platform.cuts = [3_000_000]
    with Client(platform.url, patience=0) as client, pytest.raises(Exception, match="closed"):
        client.download_dossier("d1", tmp_path / "beijing.zip")
    with Client(platform.url) as client:
        assert client.download_dossier("d1", tmp_path / "beijing.zip").read_bytes() == CONTENT
    assert [bool(wanted) for wanted, _ in platform.asked] == [False, True]


def test_a_file_that_is_another_by_now_is_fetched_anew(platform: Platform, tmp_path: Path) -> None:
    platform.cuts = [3_000_000]
    with Client(platform.url, patience=0) as client, pytest.raises(Exception, match="closed"):
        client.download_dossier("d1", tmp_path / "beijing.zip")
    platform.content = ANOTHER
    with Client(platform.url) as client:
        assert client.download_dossier("d1", tmp_path / "beijing.zip").read_bytes() == ANOTHER


def test_what_is_damaged_is_not_kept(platform: Platform, tmp_path: Path) -> None:
    platform.stated = "0" * 64
    with Client(platform.url) as client, pytest.raises(DamagedError):
        client.download_dossier("d1", tmp_path / "beijing.zip")
    assert not list(tmp_path.iterdir())


def test_a_refusal_is_raised_and_a_complete_part_only_checked(platform: Platform, tmp_path: Path) -> None:
    platform.refusals = [410]
    with Client(platform.url) as client, pytest.raises(Refused) as refused:
        client.download_dossier("d1", tmp_path / "beijing.zip")
    assert refused.value.status == 410
    (tmp_path / "beijing.zip.part").write_bytes(CONTENT)
    (tmp_path / "beijing.zip.part.etag").write_text(platform.etag)
    with Client(platform.url) as client:
        assert client.download_dossier("d1", tmp_path / "beijing.zip").read_bytes() == CONTENT
