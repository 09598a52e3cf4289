"""Objects in S3 or what speaks like it: `uploads/ID/-` and `uploads/ID/OFFSET`, a piece each, and `objects/ab/cd/HASH`."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

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

# S3 takes no part below 5 MiB but the last
PART_BYTES = 8 * 1024 * 1024
_THERE = ("PreconditionFailed", "412", "ConditionalRequestConflict", "409")
_MISSING = ("NoSuchKey", "404", "NotFound")
_FULL = ("507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull")
_DIGITS = 16
# the empty object that says that an upload began; its name sorts before every offset
_BEGUN = "-"


class S3Objects:
    """A bucket that exists already. A piece is written on condition that its key is free, so that a single writer wins."""

    piece_bytes = 1024 * 1024

    def __init__(
        self,
        bucket: str,
        *,
        prefix: str = "",
        endpoint: str = "",
        region: str = "",
        access_key: str = "",
        secret_key: str = "",
    ) -> None:
        self._bucket, self._prefix = bucket, f"{prefix}/" if prefix else ""
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or "us-east-1",
            aws_access_key_id=access_key or None,
            aws_secret_access_key=secret_key or None,
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                max_pool_connections=32,
                retries={"mode": "standard", "max_attempts": 3},
                s3={"addressing_style": "path"} if endpoint else None,
                # what others than Amazon know too
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def begin(self, upload: str) -> None:
        """Put an empty object beside the pieces to come."""
        self._put(f"{self._upload(upload)}{_BEGUN}", b"")

    def offset(self, upload: str) -> int:
        """Return the sum of the pieces that follow each other without a gap."""
        return sum(size for _, size in self._pieces(upload))

    def append(self, upload: str, offset: int, data: bytes) -> None:
        """Put a piece under its offset; if there is a piece already, or none before it, the upload ends elsewhere."""
        going = self.offset(upload) == offset if offset else self._begun(upload)
        if not going:
            raise OffsetMovedError
        if data and not self._put(f"{self._upload(upload)}{offset:0{_DIGITS}d}", data):
            raise OffsetMovedError

    @contextmanager
    def local(self, upload: str) -> Iterator[Path]:
        """Yield a copy in a temporary file."""
        with tempfile.NamedTemporaryFile(prefix="dasai-") as file:
            for data in self._content(upload):
                file.write(data)
            file.flush()
            yield Path(file.name)

    def keep(self, upload: str, sha256: str, size: int) -> None:
        """Join the pieces into an object, on condition that there is none of that hash."""
        key = self._object(sha256)
        stored_size = self.size(sha256)
        if stored_size == size:
            return
        seen = _Seen(sha256, size)
        parts = _joined(seen.through(self._content(upload)), PART_BYTES)
        first = next(parts, b"")
        if len(first) < PART_BYTES:
            seen.require_right()
            if stored_size is not None:
                self.remove(sha256)
            self._put(key, first)
            return
        with _answers():
            made = self._client.create_multipart_upload(Bucket=self._bucket, Key=key)["UploadId"]
            target = {"Bucket": self._bucket, "Key": key, "UploadId": made}
            try:
                done, number, part = [], 1, first
                while part:
                    answer = self._client.upload_part(**target, PartNumber=number, Body=part)
                    done.append({"ETag": answer["ETag"], "PartNumber": number})
                    number, part = number + 1, next(parts, b"")
                seen.require_right()
                if stored_size is not None:
                    self.remove(sha256)
                self._client.complete_multipart_upload(**target, MultipartUpload={"Parts": done}, IfNoneMatch="*")
            except BaseException as error:
                # whatever ends it: parts that nobody lists cost as much as others
                with suppress(BotoCoreError, ClientError):
                    self._client.abort_multipart_upload(**target)
                if not (isinstance(error, ClientError) and _code(error) in _THERE):
                    raise

    def put(self, sha256: str, content: bytes) -> None:
        """Put the object, on condition that there is none of that hash."""
        key = self._object(require_hash(sha256, content))
        stored_size = self.size(sha256)
        if stored_size == len(content):
            return
        if stored_size is not None:
            self.remove(sha256)
        self._put(key, content)

    def discard(self, upload: str) -> None:
        """Delete every piece."""
        prefix = self._upload(upload)
        with _answers():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                pieces = [{"Key": item["Key"]} for item in page.get("Contents", ())]
                if pieces:
                    self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": pieces, "Quiet": True})

    def idle(self, seconds: float) -> Iterator[str]:
        """Yield uploads by the last change of their pieces, which a listing has together."""
        before = _now() - timedelta(seconds=seconds)
        last: tuple[str, datetime] | None = None
        for item in self._listed(f"{self._prefix}uploads/"):
            name = item["Key"].removeprefix(f"{self._prefix}uploads/").partition("/")[0]
            if last is not None and last[0] == name:
                last = (name, max(last[1], item["LastModified"]))
                continue
            if last is not None and last[1] <= before and is_upload(last[0]):
                yield last[0]
            last = (name, item["LastModified"])
        if last is not None and last[1] <= before and is_upload(last[0]):
            yield last[0]

    def tidy(self, seconds: float) -> None:
        """Abort multipart uploads of objects that nobody finished."""
        before, prefix = _now() - timedelta(seconds=seconds), f"{self._prefix}objects/"
        with _answers():
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                for item in page.get("Uploads", ()):
                    # not every service heeds the prefix here
                    if item["Key"].startswith(prefix) and item["Initiated"] <= before:
                        self._client.abort_multipart_upload(
                            Bucket=self._bucket, Key=item["Key"], UploadId=item["UploadId"]
                        )

    def size(self, sha256: str) -> int | None:
        """Return the object's size."""
        with _answers():
            try:
                return int(self._client.head_object(Bucket=self._bucket, Key=self._object(sha256))["ContentLength"])
            except ClientError as error:
                if _code(error) in _MISSING:
                    return None
                raise

    def read(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the object's bytes."""
        if end is not None and end <= start:
            return
        with _answers():
            wanted = f"bytes={start}-{'' if end is None else end - 1}"
            try:
                asked = {"Range": wanted} if start or end is not None else {}
                answer = self._client.get_object(Bucket=self._bucket, Key=self._object(sha256), **asked)
            except ClientError as error:
                if _code(error) in _MISSING:
                    raise KeyError(sha256) from None
                raise
            try:
                yield from answer["Body"].iter_chunks(READ_BYTES)
            finally:
                answer["Body"].close()

    def remove(self, sha256: str) -> None:
        """Delete the object."""
        with _answers():
            self._client.delete_object(Bucket=self._bucket, Key=self._object(sha256))

    def _pieces(self, upload: str) -> list[tuple[str, int]]:
        prefix, end = self._upload(upload), 0
        pieces: list[tuple[str, int]] = []
        for item in self._listed(prefix):  # in the order of their keys, which is that of their offsets
            if item["Key"] == f"{prefix}{_BEGUN}":
                continue
            if item["Key"] != f"{prefix}{end:0{_DIGITS}d}":
                break
            pieces.append((item["Key"], int(item["Size"])))
            end += int(item["Size"])
        return pieces

    def _listed(self, prefix: str) -> Iterator[dict[str, Any]]:
        with _answers():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
            for page in pages:
                yield from page.get("Contents", ())

    def _begun(self, upload: str) -> bool:
        with _answers():
            try:
                self._client.head_object(Bucket=self._bucket, Key=f"{self._upload(upload)}{_BEGUN}")
            except ClientError as error:
                if _code(error) in _MISSING:
                    return False
                raise
        return True

    def _content(self, upload: str) -> Iterator[bytes]:
        for key, _ in self._pieces(upload):
            with _answers():
                yield self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def _put(self, key: str, data: bytes) -> bool:
        """Put an object on condition that its key is free; return True if it was."""
        with _answers():
            try:
                self._client.put_object(Bucket=self._bucket, Key=key, Body=data, IfNoneMatch="*")
            except ClientError as error:
                if _code(error) in _THERE:
                    return False
                raise
        return True

    def _upload(self, upload: str) -> str:
        return f"{self._prefix}uploads/{checked_upload(upload)}/"

    def _object(self, sha256: str) -> str:
        checked_hash(sha256)
        return f"{self._prefix}objects/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        code = _code(error) if isinstance(error, ClientError) else type(error).__name__
        raise (ObjectsFullError if code in _FULL else ObjectsAwayError)(code) from None


class _Seen:
    """Content on its way through; knows in the end if it was what it should be."""

    def __init__(self, sha256: str, size: int) -> None:
        self._wanted, self._left, self._digest = sha256, size, hashlib.sha256()

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._digest.update(piece)
            self._left -= len(piece)
            yield piece

    def require_right(self) -> None:
        """Raise OffsetMovedError, at the end, if the content was another."""
        if self._left != 0 or self._digest.hexdigest() != self._wanted:
            raise OffsetMovedError


def _now() -> datetime:
    return datetime.now(UTC)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _joined(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the same bytes in parts of that size; the last may be smaller."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
