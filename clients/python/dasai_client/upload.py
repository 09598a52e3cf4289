"""Upload material by tus 1.0.0: after a break it goes on where the platform stopped."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Mapping
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from .transport import FIRST_WAIT, LONGEST_WAIT, Refused, Transport

TUS = "1.0.0"
PIECE = 4 * 1024 * 1024
_CONFLICT = 409


class Upload:
    """An upload of a file: `run` sends it to its end, or goes on after a break.

    `address` names it at the platform, and is empty until it has begun; an upload with the address of an earlier try goes on
    with that one. `piece` is how many bytes a request carries at most.
    """

    def __init__(
        self,
        transport: Transport,
        create: str,
        file: IO[bytes],
        metadata: Mapping[str, str],
        *,
        address: str = "",
        piece: int = PIECE,
    ) -> None:
        self._transport, self._create, self._file, self._metadata = transport, create, file, dict(metadata)
        self._piece = piece
        self._length = file.seek(0, os.SEEK_END)
        self.address = address

    def run(self) -> Any:
        """Send what the platform lacks and return the finished upload, with the evidence that it made; raises Refused.

        While nothing comes through, it tries for the transport's `patience`; each piece that comes through begins it anew.
        """
        offset = self._offset() if self.address else self._begin()
        wait, until = FIRST_WAIT, time.monotonic() + self._transport.patience
        while True:
            try:
                answer = self._send(offset)
            except (httpx.TransportError, Refused) as error:
                if not _may_go_on(error) or time.monotonic() + wait > until:
                    raise
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
                offset = self._offset()
                continue
            wait, until = FIRST_WAIT, time.monotonic() + self._transport.patience
            offset = int(answer.headers.get("upload-offset", self._length))
            if offset >= self._length:
                return self._transport.json("GET", self.address)

    def _begin(self) -> int:
        pairs = (f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in self._metadata.items())
        headers = {"Tus-Resumable": TUS, "Upload-Length": str(self._length), "Upload-Metadata": ",".join(pairs)}
        answer = self._transport.send("POST", self._create, headers=headers)
        self.address = urlsplit(answer.headers["location"]).path
        return 0

    def _offset(self) -> int:
        answer = self._transport.send("HEAD", self.address, headers={"Tus-Resumable": TUS})
        return int(answer.headers["upload-offset"])

    def _send(self, offset: int) -> httpx.Response:
        self._file.seek(offset)
        headers = {
            "Tus-Resumable": TUS,
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        piece = self._file.read(self._piece)
        # not repeated as it is: how much of it arrived is asked first
        return self._transport.send("PATCH", self.address, headers=headers, content=piece, repeat=False)


def _may_go_on(error: Exception) -> bool:
    """Return True if the upload may go on: the connection broke, the platform was busy, or part of a piece had arrived."""
    return not isinstance(error, Refused) or error.status in (429, 502, 503, 504) or error.code == "TUS_OFFSET"
