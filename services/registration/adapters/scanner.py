"""Looks for malware with clamd where one is set, by its own protocol: the file is sent, a verdict comes back (rule C7)."""

from __future__ import annotations

import enum
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from chassis.settings import settings

_PIECE = 64 * 1024
# a verdict on a large archive takes its time, seconds
_TIMEOUT = 60.0


class ScanState(enum.StrEnum):
    """What is known of a file; mirrors the model's."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    INFECTED = "infected"


class ScannerAwayError(Exception):
    """A scanner is set and gives no verdict: try again later."""


@dataclass(frozen=True)
class Scanner:
    """`url` is tcp://host:port, unix:///path, or '' for none."""

    url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        right = (
            not self.url or (parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and not parts.netloc)
        )
        if not right:
            raise ValueError("DASAI_CLAMD_URL: tcp://host:port or unix:///path")

    def scan(self, content: Iterable[bytes]) -> tuple[ScanState, str]:
        """The verdict, and the malware's name where there is one; raises ScannerAwayError.

        What is larger than the scanner takes is unscanned, as without a scanner.
        """
        if not self.url:
            return ScanState.UNSCANNED, ""
        try:
            with self._connected() as connection:
                reply = _ask(connection, content)
        except OSError as error:
            raise ScannerAwayError(type(error).__name__) from None
        if reply.endswith(" FOUND"):
            return ScanState.INFECTED, reply.removeprefix("stream: ").removesuffix(" FOUND")
        if reply.endswith(": OK"):
            return ScanState.CLEAN, ""
        if "size limit exceeded" in reply:
            return ScanState.UNSCANNED, ""
        raise ScannerAwayError("no verdict")

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or 3310), timeout=_TIMEOUT)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_TIMEOUT)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection


def _ask(connection: socket.socket, content: Iterable[bytes]) -> str:
    # where it takes no more it says why and closes: what it said is read all the same
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        for data in content:
            for start in range(0, len(data), _PIECE):
                part = data[start : start + _PIECE]
                connection.sendall(struct.pack(">L", len(part)) + part)
        connection.sendall(struct.pack(">L", 0))
    reply = b""
    while not reply.endswith(b"\0") and (data := connection.recv(4096)):
        reply += data
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    """The scanner of this process's settings."""
    return Scanner(settings().clamd_url)
