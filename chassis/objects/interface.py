"""What every object storage does; `tests/service/chassis/objects` holds each backend to it."""

from __future__ import annotations

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
    """The upload does not end where the writer thought: somebody else wrote meanwhile, or it is gone."""


class ObjectsAwayError(Exception):
    """The storage does not answer or takes nothing more: try again later, nothing is lost."""


class ObjectsFullError(ObjectsAwayError):
    """The storage answers and has no room: what is stored stays, try again later."""


class Objects(Protocol):
    """Uploads by their identifier, whole objects by the SHA-256 of their content. All calls block: use threads.

    Every method raises ObjectsAwayError where the storage is away, ValueError for what is no identifier or hash.
    """

    # bytes that are best appended at once
    piece_bytes: int

    def begin(self, upload: str) -> None:
        """Make an empty upload, to be appended to; one that is there already is nothing new."""
        ...

    def offset(self, upload: str) -> int:
        """How many bytes of the upload are stored so that they outlive a loss of power; 0 where there is none."""
        ...

    def append(self, upload: str, offset: int, data: bytes) -> None:
        """Add bytes at the upload's very end; raises OffsetMovedError where it does not end at `offset`, or never began.

        Of several writers at one offset exactly one succeeds, in whatever process they are. What is appended outlives the
        end of the process; `offset` says what outlives more. An upload that was discarded is never made anew.
        """
        ...

    def local(self, upload: str) -> AbstractContextManager[Path]:
        """The upload as a local file, to be read only; a copy of one that is stored elsewhere is gone afterwards."""
        ...

    def keep(self, upload: str, sha256: str, size: int) -> None:
        """Store the upload's content under its hash, durably, where it is of that hash and of `size` bytes.

        Raises OffsetMovedError where the upload holds anything else, and then stores nothing. What is there already with that
        size is never overwritten; what is there with another size is damaged and replaced. The upload itself stays until it is
        discarded, so that a caller may repeat everything.
        """
        ...

    def discard(self, upload: str) -> None:
        """Forget an upload; one that is gone is nothing new."""
        ...

    def idle(self, seconds: float) -> Iterator[str]:
        """Uploads to which nothing was added for so long, by the storage's own clock."""
        ...

    def tidy(self, seconds: float) -> None:
        """Drop what a `keep` that died left unfinished so long ago."""
        ...

    def size(self, sha256: str) -> int | None:
        """Size in bytes of the object of this hash, None where it is not there."""
        ...

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The object's bytes from `start` up to (without) `end`, a piece at a time; raises KeyError where there is none."""
        ...

    def remove(self, sha256: str) -> None:
        """Delete an object; one that is gone is nothing new."""
        ...


def is_upload(name: str) -> bool:
    """Whether a name is an upload's identifier (a UUID)."""
    return _UPLOAD.fullmatch(name) is not None


def checked_upload(upload: str) -> str:
    """An upload's identifier (a UUID); raises ValueError."""
    if not is_upload(upload):
        raise ValueError("no upload's identifier")
    return upload


def checked_hash(sha256: str) -> str:
    """A SHA-256 in hexadecimal; raises ValueError."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("no SHA-256")
    return sha256
