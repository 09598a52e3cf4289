"""Text messages. What comes with Dasai writes them into files, for a program of the operator to send."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Protocol

from chassis.kernel.clock import Instant, beijing_date


class TextMessages(Protocol):
    """A way to send text messages; it may raise OSError if it can't now."""

    def send(self, delivery_id: str, number: str, text: str, at: Instant) -> None:
        """Send a text to a number. It may come twice under the same identifier."""
        ...


class Files:
    """Writes text messages into a file for each day, a JSON object a line, that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, delivery_id: str, number: str, text: str, at: Instant) -> None:
        """Append a line with identifier, number, text and time."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = json.dumps(
            {"id": delivery_id, "number": number, "text": text, "at": at.isoformat()}, ensure_ascii=False
        ).encode()
        handle = os.open(self._folder / f"{beijing_date(at)}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # one write to a file that is only appended to: lines of several processes do not mix
            os.write(handle, line + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
