"""Scans files for malware with clamd, by its own protocol, if a clamd is set (rules C7, H2)."""

from __future__ import annotations

import enum
import socket
import struct
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from chassis.settings import settings

_PIECE = 64 * 1024
# for a whole file, seconds: with the inspection before, it must fit into what the gateway waits for (DASAI_CHECK_SECONDS)
TOTAL_SECONDS = 50.0
# clamd's name (AlertExceedsMax) for a file beyond its MaxFileSize, MaxScanSize, MaxScanTime and the like: no malware
_LIMITS = "Heuristics.Limits.Exceeded"


class Verdict(enum.StrEnum):
    """The verdict of a virus scanner."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    TOO_LARGE_TO_SCAN = "too_large_to_scan"
    INFECTED = "infected"


class ScannerAwayError(Exception):
    """Raised if a scanner is set and gives no verdict: try again later."""


@dataclass(frozen=True)
class Scanner:
    """A virus scanner; `url` is tcp://host:port, unix:///path, or '' for none."""

    url: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        valid = (
            not self.url or (parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and not parts.netloc)
        )
        if not valid:
            raise ValueError("DASAI_CLAMD_URL: tcp://host:port or unix:///path")

    def scan(self, content: Iterable[bytes]) -> tuple[Verdict, str]:
        """Return the verdict, and the malware's name or ''; raises ScannerAwayError.

        Return UNSCANNED without a scanner, TOO_LARGE_TO_SCAN for a file beyond the scanner's limits. All of it takes at most
        `TOTAL_SECONDS`, however slowly the scanner reads or answers.
        """
        if not self.url:
            return Verdict.UNSCANNED, ""
        try:
            until = time.monotonic() + TOTAL_SECONDS
            with self._connected() as connection:
                reply = _ask(connection, content, until)
        except OSError as error:
            raise ScannerAwayError(type(error).__name__) from None
        if reply.endswith(" FOUND"):
            name = reply.removeprefix("stream: ").removesuffix(" FOUND")
            return (Verdict.TOO_LARGE_TO_SCAN, "") if name.startswith(_LIMITS) else (Verdict.INFECTED, name)
        if reply.endswith(": OK"):
            return Verdict.CLEAN, ""
        if "size limit exceeded" in reply:
            return Verdict.TOO_LARGE_TO_SCAN, ""
        raise ScannerAwayError("no verdict")

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or 3310), timeout=TOTAL_SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TOTAL_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection


def _ask(connection: socket.socket, content: Iterable[bytes], until: float) -> str:
    def send(data: bytes) -> None:
        connection.settimeout(_left(until))
        connection.sendall(data)

    # a scanner that takes no more answers why and closes: read the answer all the same
    with suppress(BrokenPipeError, ConnectionResetError):
        send(b"zINSTREAM\0")
        for data in content:
            for start in range(0, len(data), _PIECE):
                part = data[start : start + _PIECE]
                send(struct.pack(">L", len(part)) + part)
        send(struct.pack(">L", 0))
    reply = b""
    while not reply.endswith(b"\0"):
        connection.settimeout(_left(until))
        if not (data := connection.recv(4096)):
            break
        reply += data
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@lru_cache(maxsize=1)
def scanner() -> Scanner:
    """Return the scanner of this process's settings."""
    return Scanner(settings().clamd_url)
