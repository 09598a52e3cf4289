"""A tus client over a bare socket, so that a test can cut an upload at any byte."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli.demo.client import User
from tests.unit.inspection import files as made

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"


def film(size: int) -> bytes:
    """Return an MP4 of this size with valid boxes and noise as its content."""
    head = made.box(b"ftyp", b"isom\0\0\2\0isommp41") + made.movie()
    noise = os.urandom(size - len(head) - 10).replace(
        b"PK", b"pk"
    )  # else the noise might look like an archive or a program
    return head + made.box(b"mdat", b"\0\0" + noise)


def metadata(**values: str) -> str:
    """Return the header Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


def checksum(content: bytes, name: str = "sha256") -> str:
    """Return the header Upload-Checksum."""
    return f"{name} {base64.b64encode(hashlib.new(name, content).digest()).decode()}"


class Uploader:
    """The tus client of a participant."""

    def __init__(self, base_url: str, user: User) -> None:
        self.base, self.user = base_url, user
        self.http = httpx.Client(base_url=base_url, timeout=60)
        self.auth = {"Authorization": f"Bearer {user.token}"}

    def __enter__(self) -> Uploader:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def request(self, method: str, path: str, content: bytes | None = None, **headers: str) -> httpx.Response:
        """Send a request; `Tus_Resumable=""` leaves that header out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in {**TUS, **self.auth, **named}.items() if value}
        return self.http.request(method, path, content=content, headers=sent)

    def begin(self, team: dict[str, Any], name: str, kind: str, size: int, **headers: str) -> httpx.Response:
        """Send the POST that creates an upload of a file of the lead."""
        facts = team["facts"]
        header = metadata(filename=name, kind=kind, owner_uscc=facts["lead"]["uscc"])
        path = f"/api/v1/teams/{facts['team_id']}/material"
        return self.request("POST", path, **{"Upload_Length": str(size), "Upload_Metadata": header, **headers})

    def patch(self, address: str, offset: int, content: bytes, **headers: str) -> httpx.Response:
        """Send a PATCH at an offset."""
        return self.request(
            "PATCH", address, content, **{"Content_Type": BYTES, "Upload_Offset": str(offset), **headers}
        )

    def offset(self, address: str) -> int:
        """Return the offset that HEAD answers."""
        answer = self.request("HEAD", address)
        assert answer.status_code == 200, answer.status_code
        return int(answer.headers["upload-offset"])

    def begin_patch(self, address: str, offset: int, length: int, **headers: str) -> socket.socket:
        """Send the head of a PATCH of so many bytes; the caller sends the body, or not."""
        parts = urlsplit(self.base)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
        connection.settimeout(60)
        connection.connect((parts.hostname, parts.port))
        head = {
            "Host": parts.netloc,
            **TUS,
            **self.auth,
            "Content-Type": BYTES,
            "Upload-Offset": str(offset),
            "Content-Length": str(length),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        connection.sendall(f"PATCH {address} HTTP/1.1\r\n{lines}\r\n".encode())
        return connection

    def awaited_patch(self, address: str, offset: int, length: int, **headers: str) -> socket.socket:
        """Do as `begin_patch`, and wait until the gateway has accepted the piece and asks for the body."""
        connection = self.begin_patch(address, offset, length, Expect="100-continue", **headers)
        assert connection.recv(64) == b"HTTP/1.1 100 Continue\r\n\r\n"
        return connection
