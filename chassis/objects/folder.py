"""Objects in a folder, shared by all processes that use it: `uploads/ID` and `objects/ab/cd/HASH`."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from .interface import (
    READ_BYTES,
    ObjectsAwayError,
    ObjectsFullError,
    OffsetMovedError,
    checked_hash,
    checked_upload,
    is_upload,
    require_hash,
)

# of a part file that nobody else writes
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
MARK = ".dasai-objects"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FolderObjects:
    """A folder. It is made at its first use if it is missing, never later: a folder that goes away is away, not empty.

    The file `.dasai-objects` in it tells the storage from the empty mount point of a storage that is not mounted.
    """

    piece_bytes = 256 * 1024

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._uploads = self._folder / "uploads"
        self._made = False

    def begin(self, upload: str) -> None:
        """Make an empty part file."""
        path = self._upload(upload)
        with self._answers():
            self._uploads.mkdir(exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_CREAT, 0o600))
            _sync(self._uploads)

    def offset(self, upload: str) -> int:
        """Return the part file's length, once it is on disk."""
        path = self._upload(upload)
        with self._answers():
            try:
                with path.open("rb") as file:
                    os.fsync(file.fileno())
                    return os.fstat(file.fileno()).st_size
            except FileNotFoundError:
                return 0

    def append(self, upload: str, offset: int, data: bytes) -> None:
        """Append under a lock of the part file: a single writer at a time reads and changes its length."""
        path = self._upload(upload)
        with self._answers():
            try:
                handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
            except FileNotFoundError:
                raise OffsetMovedError from None
            with os.fdopen(handle, "r+b", buffering=0) as file:
                fcntl.flock(handle, fcntl.LOCK_EX)
                # whoever waited for the lock may hold a file that was discarded meanwhile
                if os.fstat(handle).st_nlink == 0 or file.seek(0, os.SEEK_END) != offset:
                    raise OffsetMovedError
                try:
                    left = memoryview(data)
                    while left:
                        left = left[file.write(left) :]
                except OSError:  # a full disk
                    file.truncate(offset)
                    raise

    @contextmanager
    def local(self, upload: str) -> Iterator[Path]:
        """Yield the part file itself; if it disappears while it is read, the storage is away."""
        path = self._upload(upload)
        with self._answers():
            yield path

    def keep(self, upload: str, sha256: str, size: int) -> None:
        """Give the same file a second name: the object is there complete or not at all, and an older one stays."""
        path, final = self._upload(upload), self._object(sha256)
        with self._answers():
            if (stored := self.size(sha256)) == size:
                return
            try:
                file = path.open("rb")
            except FileNotFoundError:
                raise OffsetMovedError from None
            with file:
                os.fsync(file.fileno())
                if os.fstat(file.fileno()).st_size != size or file_digest(file, "sha256").hexdigest() != sha256:
                    raise OffsetMovedError
                os.fchmod(file.fileno(), 0o440)
            if stored is not None:
                final.unlink(missing_ok=True)
            self._name(path, final)

    def put(self, sha256: str, content: bytes) -> None:
        """Write a part file of its own, and give it the object's name once it is on disk; a crash leaves it to the sweep."""
        final = self._object(require_hash(sha256, content))
        with self._answers():
            if (stored := self.size(sha256)) == len(content):
                return
            part = self._upload(str(uuid4()))
            self._uploads.mkdir(exist_ok=True)
            try:
                with open(os.open(part, _NEW, 0o440), "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                if stored is not None:
                    final.unlink(missing_ok=True)
                self._name(part, final)
            finally:
                part.unlink(missing_ok=True)

    def _name(self, part: Path, final: Path) -> None:
        """Give a file that is on disk its second name, durably."""
        final.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(part, final)
        for folder in (final.parent, final.parent.parent, final.parent.parent.parent):
            _sync(folder)

    def discard(self, upload: str) -> None:
        """Unlink the part file."""
        path = self._upload(upload)
        with self._answers():
            path.unlink(missing_ok=True)

    def idle(self, seconds: float) -> Iterator[str]:
        """Yield part files by the time of their last change."""
        before = time.time() - seconds
        with self._answers():
            files = list(os.scandir(self._uploads)) if self._uploads.exists() else []
        for file in files:
            with suppress(FileNotFoundError):  # finished meanwhile
                if is_upload(file.name) and file.stat(follow_symlinks=False).st_mtime <= before:
                    yield file.name

    def tidy(self, seconds: float) -> None:
        """Do nothing: a second name is there or not, and nothing is left unfinished."""

    def size(self, sha256: str) -> int | None:
        """Return the file's size."""
        path = self._object(sha256)
        with self._answers():
            try:
                return path.stat().st_size
            except FileNotFoundError:
                return None

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the file's bytes."""
        path = self._object(sha256)
        with self._answers():
            try:
                file = path.open("rb")
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
        path = self._object(sha256)
        with self._answers():
            path.unlink(missing_ok=True)

    @contextmanager
    def _answers(self) -> Iterator[None]:
        """Raise ObjectsAwayError if the storage is not there, or for any error of the system."""
        try:
            mark = self._folder / MARK
            if not self._made:
                self._folder.mkdir(parents=True, exist_ok=True)
                if not mark.exists():
                    mark.touch(mode=0o440)
                self._made = True
            if not mark.exists():
                raise ObjectsAwayError("not mounted")
            yield
        except OSError as error:
            full = error.errno in _FULL
            raise (ObjectsFullError if full else ObjectsAwayError)(_why(error)) from None

    def _upload(self, upload: str) -> Path:
        return self._uploads / checked_upload(upload)

    def _object(self, sha256: str) -> Path:
        checked_hash(sha256)
        return self._folder / "objects" / sha256[:2] / sha256[2:4] / sha256


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
