"""Write a ZIP file straight into an upload of the object storage, so that memory is bounded whatever its size (ZIP64)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from chassis.kernel.clock import BEIJING, Instant
from chassis.objects import Objects

# bytes appended to the upload at once: S3 lists an upload's pieces at each, so they are large there
PIECE_BYTES = 8 * 1024 * 1024


class _Upload(io.RawIOBase):
    """A file that can only be written on; what is written is appended piece by piece and hashed."""

    def __init__(self, storage: Objects, upload_id: str, appended: Callable[[], None]) -> None:
        self._storage, self._upload_id, self._appended = storage, upload_id, appended
        self._held = bytearray()
        self._offset = 0
        self._digest = hashlib.sha256()
        self._broken = False

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's own buffer type
        if self._broken:
            return len(data)  # zipfile ends its entry on the way out, whatever was raised
        self._held += data
        while len(self._held) >= PIECE_BYTES:
            self._append(bytes(self._held[:PIECE_BYTES]))
            del self._held[:PIECE_BYTES]
        return len(data)

    def finish(self) -> tuple[str, int]:
        """Append what is left; return SHA-256 and size."""
        if self._held:
            self._append(bytes(self._held))
            self._held.clear()
        return self._digest.hexdigest(), self._offset

    def _append(self, piece: bytes) -> None:
        self._broken = True
        self._storage.append(self._upload_id, self._offset, piece)
        self._offset += len(piece)
        self._digest.update(piece)
        self._appended()
        self._broken = False


class ZipUpload:
    """A ZIP file in the making; `appended` is called after each piece that the storage took, and may raise to stop it."""

    def __init__(
        self, storage: Objects, upload_id: str, *, comment: str, at: Instant, appended: Callable[[], None]
    ) -> None:
        self._upload = _Upload(storage, upload_id, appended)
        # a file that can't be sought: zipfile writes sizes and checksums behind each entry
        self._zip = zipfile.ZipFile(self._upload, "w", zipfile.ZIP_STORED, allowZip64=True)
        self._zip.comment = comment.encode()
        self._moment = _zip_moment(at)
        self.sha256, self.size_bytes = "", 0

    def add(self, path: str, pieces: Iterable[bytes], *, size_bytes: int, packs: bool = False) -> None:
        """Add a file of this size; `packs` compresses it, which is no use for material."""
        entry = zipfile.ZipInfo(path, self._moment)
        entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        entry.external_attr = 0o100644 << 16
        entry.file_size = size_bytes  # by which zipfile decides if the entry needs ZIP64
        with self._zip.open(entry, "w") as file:
            for piece in pieces:
                file.write(piece)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._zip.close()
            self.sha256, self.size_bytes = self._upload.finish()
        else:
            # leave the upload as it is: there is nothing to be completed
            self._zip.fp = None


def _zip_moment(at: Instant) -> tuple[int, int, int, int, int, int]:
    local: datetime = at.astimezone(BEIJING)
    return (local.year, local.month, local.day, local.hour, local.minute, local.second)
