"""Objects in a folder, shared by all processes that use it: `uploads/ID` and `objects/ab/cd/HASH`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .interface import READ_BYTES, ObjectsAwayError, OffsetMovedError, checked_hash, checked_upload


class FolderObjects:
    """A folder; it is made where it is missing."""

    piece_bytes = 256 * 1024

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._uploads = self._folder / "uploads"

    def offset(self, upload: str) -> int:
        """The part file's length, on disk."""
        try:
            with self._upload(upload).open("rb") as file:
                os.fsync(file.fileno())
                return os.fstat(file.fileno()).st_size
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise ObjectsAwayError(_why(error)) from None

    def append(self, upload: str, offset: int, data: bytes) -> None:
        """Under a lock of the part file: its length is looked at and changed by one writer at a time."""
        path = self._upload(upload)
        try:
            handle = self._opened(path, create=offset == 0)
        except FileNotFoundError:
            raise OffsetMovedError from None
        except OSError as error:
            raise ObjectsAwayError(_why(error)) from None
        with os.fdopen(handle, "r+b", buffering=0) as file:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # whoever waited for the lock may hold a file that was discarded meanwhile
            if os.fstat(handle).st_nlink == 0 or file.seek(0, os.SEEK_END) != offset:
                raise OffsetMovedError
            try:
                left = memoryview(data)
                while left:
                    left = left[file.write(left) :]
            except OSError as error:  # a full disk
                file.truncate(offset)
                raise ObjectsAwayError(_why(error)) from None

    @contextmanager
    def local(self, upload: str) -> Iterator[Path]:
        """The part file itself."""
        yield self._upload(upload)

    def keep(self, upload: str, sha256: str) -> None:
        """A second name for the same file: it is there whole or not at all, and an older one stays."""
        path, final = self._upload(upload), self._object(sha256)
        try:
            if final.exists():
                return
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o440)
            final.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.link(path, final)
            for folder in (final.parent, final.parent.parent, final.parent.parent.parent):
                _sync(folder)
        except OSError as error:
            raise ObjectsAwayError(_why(error)) from None

    def discard(self, upload: str) -> None:
        """Unlink the part file."""
        self._upload(upload).unlink(missing_ok=True)

    def size(self, sha256: str) -> int | None:
        """The file's size."""
        try:
            return self._object(sha256).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ObjectsAwayError(_why(error)) from None

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The file's bytes."""
        try:
            file = self._object(sha256).open("rb")
        except FileNotFoundError:
            raise KeyError(sha256) from None
        with file:
            file.seek(start)
            left = (os.fstat(file.fileno()).st_size if end is None else end) - start
            while left > 0 and (data := file.read(min(READ_BYTES, left))):
                left -= len(data)
                yield data

    def remove(self, sha256: str) -> None:
        """Unlink the file; folders stay."""
        self._object(sha256).unlink(missing_ok=True)

    def _upload(self, upload: str) -> Path:
        return self._uploads / checked_upload(upload)

    def _object(self, sha256: str) -> Path:
        checked_hash(sha256)
        return self._folder / "objects" / sha256[:2] / sha256[2:4] / sha256

    def _opened(self, path: Path, *, create: bool) -> int:
        flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return os.open(path, flags)
        except FileNotFoundError:
            if not create:
                raise
        self._uploads.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags | os.O_CREAT, 0o600)
        _sync(self._uploads)
        return handle


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
