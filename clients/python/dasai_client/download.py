"""Download large files: after a break it goes on where it stopped, and what arrived is checked by its hash."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import IO

import httpx

from .transport import FIRST_WAIT, LONGEST_WAIT, Refused, Transport

_PARTIAL, _BEHIND_THE_END = 206, 416
_BUSY = (429, 502, 503, 504)


class DamagedError(Exception):
    """Raised if the file that arrived has another SHA-256 than the platform's; the partial file is deleted: begin anew."""


class Download:
    """A download of a stored file: `run` fetches it to its end, or goes on after a break, also one of an earlier process.

    What has arrived is in a file beside `target`, which is given its name once it is whole.
    """

    def __init__(self, transport: Transport, address: str, target: Path) -> None:
        self._transport, self._address, self._target = transport, address, target
        self.part = target.with_name(f"{target.name}.part")
        self._etag = self.part.with_name(f"{self.part.name}.etag")

    def run(self) -> Path:
        """Fetch what is lacking and return the file's path; raises Refused, and DamagedError if the content is wrong.

        While nothing comes through, it tries for the transport's `patience`; each piece that comes through begins it anew.
        """
        wait, until = FIRST_WAIT, time.monotonic() + self._transport.patience
        while True:
            before = self._offset()
            try:
                self._fetch(before)
                break
            except (httpx.TransportError, Refused) as error:
                if isinstance(error, Refused) and error.status not in _BUSY:
                    raise
                if self._offset() > before:
                    wait, until = FIRST_WAIT, time.monotonic() + self._transport.patience
                if time.monotonic() + wait > until:
                    raise
                time.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        self._check()
        self.part.rename(self._target)
        self._etag.unlink()
        return self._target

    def _offset(self) -> int:
        return self.part.stat().st_size if self.part.exists() and self._etag.exists() else 0

    def _fetch(self, offset: int) -> None:
        headers = {"Range": f"bytes={offset}-", "If-Range": self._etag.read_text()} if offset else {}
        with self._transport.stream(self._address, headers) as answer:
            if answer.status_code == _BEHIND_THE_END:
                return  # every byte had arrived
            self._etag.write_text(answer.headers["etag"])
            # the platform sends the whole file if it is another one by now
            with self.part.open("ab" if answer.status_code == _PARTIAL else "wb") as file:
                _save(answer, file)

    def _check(self) -> None:
        with self.part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if self._etag.read_text().strip('"') != digest:
            self.part.unlink()
            self._etag.unlink()
            raise DamagedError(digest)


def _save(answer: httpx.Response, file: IO[bytes]) -> None:
    for piece in answer.iter_bytes():  # as they arrive: what waits for a larger piece is lost in a break
        file.write(piece)
