"""The interface of every object storage; `tests/service/chassis/objects` holds each backend to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

# bytes read at a time: what one reader holds in memory
READ_BYTES = 256 * 1024
_UPLOAD = re.compile(r"[0-9a-f-]{36}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class OffsetMovedError(Exception):
    """The upload does not end at the offset that the writer named: somebody else wrote meanwhile, or it is gone."""


class ObjectsAwayError(Exception):
    """The storage does not answer or takes nothing more: try again later, nothing is lost."""


class ObjectsFullError(ObjectsAwayError):
    """The storage answers and has no room: what is stored stays, try again later."""


class Objects(Protocol):
    """Uploads by their identifier, whole objects by the SHA-256 of their content. All calls block: use threads.

    Every method raises ObjectsAwayError if the storage is away, ValueError for what is no identifier or hash.
    """

    # bytes that are best appended at once
    piece_bytes: int

    def begin(self, upload: str) -> None:
        """Make an empty upload, to be appended to; if it exists nothing happens."""
        ...

    def offset(self, upload: str) -> int:
        """Return how many bytes of the upload would outlive a loss of power; 0 if there is no such upload."""
        ...

    def append(self, upload: str, offset: int, data: bytes) -> None:
        """Add bytes at the upload's very end; raises OffsetMovedError if it does not end at `offset`, or never began.

        Of several writers at the same offset exactly one succeeds, in whatever process they are. What is appended outlives the
        end of the process; `offset` says what outlives more. An upload that was discarded is never made again.
        """
        ...

    def local(self, upload: str) -> AbstractContextManager[Path]:
        """Yield the upload as a local file, to be read only; if it is a copy, it is deleted afterwards."""
        ...

    def keep(self, upload: str, sha256: str, size: int) -> None:
        """Store the upload's content under its hash, durably, if it is of that hash and of `size` bytes.

        Raises OffsetMovedError if the upload holds anything else, and then stores nothing. An object of that size is never
        overwritten; an object of another size is damaged, and is replaced. The upload itself stays until it is
        discarded, so that a caller may repeat everything.
        """
        ...

    def put(self, sha256: str, content: bytes) -> None:
        """Store a small content under its hash, durably, without an upload; an older object is treated as `keep` does.

        Raises ValueError if the content is of another hash.
        """
        ...

    def discard(self, upload: str) -> None:
        """Forget an upload; if it is gone nothing happens."""
        ...

    def idle(self, seconds: float) -> Iterator[str]:
        """Yield uploads to which nothing was added for so many seconds, by the storage's own clock."""
        ...

    def tidy(self, seconds: float) -> None:
        """Drop what a `keep` that died left unfinished so long ago."""
        ...

    def size(self, sha256: str) -> int | None:
        """Return the size in bytes of the object of this hash, or None if there is none."""
        ...

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the object's bytes from `start` up to (without) `end` in pieces; raises KeyError if there is no object."""
        ...

    def remove(self, sha256: str) -> None:
        """Delete an object; if it is gone nothing happens."""
        ...


def is_upload(name: str) -> bool:
    """Return True if a name is an upload's identifier (a UUID)."""
    return _UPLOAD.fullmatch(name) is not None


def checked_upload(upload: str) -> str:
    """Return the identifier of an upload (a UUID); raises ValueError if it is none."""
    if not is_upload(upload):
        raise ValueError("no upload's identifier")
    return upload


def require_hash(sha256: str, content: bytes) -> str:
    """Return the hash if it is the content's; raises ValueError if not."""
    if hashlib.sha256(content).hexdigest() != checked_hash(sha256):
        raise ValueError("content of another SHA-256")
    return sha256


def checked_hash(sha256: str) -> str:
    """Return a SHA-256 in hexadecimal; raises ValueError if it is none."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("no SHA-256")
    return sha256
