"""The tus resumable upload protocol 1.0.0 (https://tus.io), independent of the contents that are uploaded.

Extensions: creation, creation-with-upload, checksum, termination, expiration. docs/adr/0005 says why this is our own code.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import IO, Any, TypeVar

from fastapi import Request
from prometheus_client import Counter

from chassis.kernel.refusal import Code, Kind, Refusal, refuse
from chassis.measured_pool import MeasuredPool
from chassis.objects import Objects, ObjectsAwayError, ObjectsFullError, OffsetMovedError
from chassis.refusals import STORAGE_FULL, UNAVAILABLE

from .problems import ProblemError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
CONTENT_TYPE = "application/offset+octet-stream"
ALGORITHMS = ("sha256", "sha1")
# a piece with a checksum is held back until the checksum is verified: its most bytes, the most bytes of all such pieces, the most
# such pieces of an upload, and how long they may be held back, seconds
MAX_CHECKED_BYTES = 8 * 1024 * 1024
MAX_HELD_BYTES = 32 * MAX_CHECKED_BYTES
MAX_HELD_EACH = 2
_HELD_SECONDS = 300.0
# a file of so many bytes that comes in one request is held in memory until all of it is there: its most bytes, those of all such
# files in this process, and how long that may take, seconds; whatever is beyond goes the way of any upload
MAX_WHOLE_BYTES = 2 * 1024 * 1024
_MAX_WHOLE_TOGETHER = 64 * 1024 * 1024
_WHOLE_SECONDS = 5.0
# the longest Upload-Metadata: it is kept and returned word for word
MAX_METADATA = 8 * 1024
_IN_MEMORY = 256 * 1024
# received bytes are written at least this often, seconds, so that a slow client loses little when the process dies
_FLUSH_SECONDS = 0.5
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}")
_KEY = re.compile(r"[!-+\--~]{1,64}")
_FULL = Counter("dasai_objects_full_total", "Pieces of uploads for which the object storage had no room.")
_whole: list[int] = []  # sizes of the files that are held in memory
_held: dict[str, list[int]] = {}  # sizes of the pieces that are held back, by upload
T = TypeVar("T")

WRONG_VERSION = Code(
    "TUS_VERSION",
    Kind.INVALID,
    "请使用tus协议1.0.0版（Tus-Resumable: 1.0.0）。",
    "Use version 1.0.0 of tus (Tus-Resumable: 1.0.0).",
)
WRONG_HEADER = Code("TUS_HEADER", Kind.INVALID, "请求头{header}有误。", "The header {header} is missing or wrong.")
WRONG_TYPE = Code(
    "TUS_CONTENT_TYPE", Kind.INVALID, f"内容类型须为{CONTENT_TYPE}。", f"The content type must be {CONTENT_TYPE}."
)
WRONG_OFFSET = Code(
    "TUS_OFFSET",
    Kind.CONFLICT,
    "上传位置不符：请从第{offset}字节继续。",
    "The offset is wrong: continue from byte {offset}.",
)
WRONG_CHECKSUM = Code(
    "TUS_CHECKSUM",
    Kind.INVALID,
    "这一段内容在传输中有误，请重新发送。",
    "This piece was damaged in transit: send it again.",
)
TOO_LONG = Code(
    "TUS_TOO_LONG", Kind.INVALID, "内容超出所声明的长度。", "There are more bytes than the upload's declared length."
)
CHECKED_TOO_LONG = Code(
    "TUS_CHECKED_TOO_LONG",
    Kind.INVALID,
    "带校验（Upload-Checksum）的一段最多{limit}字节，请分成更小的段发送。",
    "A piece with a checksum has at most {limit} bytes: send smaller pieces.",
)
TOO_SLOW = Code(
    "TUS_TOO_SLOW",
    Kind.INVALID,
    "连接中断或过慢，请从断点继续。",
    "The connection broke or is too slow: continue from where it stopped.",
)
_STATUS = {
    WRONG_VERSION.name: 412,
    WRONG_HEADER.name: 400,
    WRONG_TYPE.name: 415,
    WRONG_OFFSET.name: 409,
    WRONG_CHECKSUM.name: 460,
    TOO_LONG.name: 413,
    CHECKED_TOO_LONG.name: 413,
    TOO_SLOW.name: 408,
}


def problem(code: Code, headers: dict[str, str] | None = None, **facts: str) -> ProblemError:
    """Return the problem of a code of this module, with the status that tus prescribes."""
    refusal = Refusal(code, facts)
    return ProblemError(_STATUS[code.name], code.name, refusal.zh, refusal.en, facts=facts, headers=headers)


@contextmanager
def speaking(request: Request) -> Iterator[None]:
    """Refuse requests of another version of tus; add our version to every problem that is raised inside."""
    version = {"Tus-Resumable": VERSION}
    try:
        if request.headers.get("tus-resumable") != VERSION:
            raise problem(WRONG_VERSION, {"Tus-Version": VERSION})
        yield
    except ProblemError as error:
        error.headers = {**error.headers, **version}
        raise
    except Refusal as refusal:
        refused = ProblemError.of(refusal)
        refused.headers = {**refused.headers, **version}
        raise refused from None


def number(request: Request, header: str) -> int:
    """Return a header that holds a number of bytes."""
    value = request.headers.get(header, "")
    if not _NUMBER.fullmatch(value):
        raise problem(WRONG_HEADER, header=header)
    return int(value)


def metadata(request: Request) -> dict[str, str]:
    """Return Upload-Metadata: names and values in UTF-8, each name once, `MAX_METADATA` characters altogether."""
    pairs: dict[str, str] = {}
    header = request.headers.get("upload-metadata", "")
    if len(header) > MAX_METADATA or not header.isascii():
        raise problem(WRONG_HEADER, header="Upload-Metadata")
    for pair in filter(None, header.split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            raise problem(WRONG_HEADER, header="Upload-Metadata") from None
        if not _KEY.fullmatch(key) or key in pairs or len(text) > 1000:
            raise problem(WRONG_HEADER, header="Upload-Metadata")
        pairs[key] = text
    return pairs


@cache
def _threads() -> ThreadPoolExecutor:
    return MeasuredPool("objects", 8)


async def threaded(action: Callable[..., T], *values: Any) -> T:
    """Call the object storage outside the event loop; refuse UNAVAILABLE if it does not answer, STORAGE_FULL if it is full."""
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), action, *values)
    except ObjectsFullError:
        _FULL.inc()
        refuse(STORAGE_FULL)
    except ObjectsAwayError:
        refuse(UNAVAILABLE)


def is_whole(request: Request, length: int) -> bool:
    """Return True if a creation's body is stated to be the whole of a small file, and this process has memory for it."""
    stated = request.headers.get("content-length", "")
    typed = request.headers.get("content-type", "").strip().lower() == CONTENT_TYPE
    few = sum(_whole) + length <= _MAX_WHOLE_TOGETHER
    return typed and 0 < length <= MAX_WHOLE_BYTES and stated == str(length) and few


@contextmanager
def in_memory(length: int) -> Iterator[None]:
    """Count the bytes of a file that is held in memory, from before it is read until it is handed over."""
    _whole.append(length)
    try:
        yield
    finally:
        _whole.remove(length)


class Incoming:
    """A request's body as it arrives, never held whole but by `whole`."""

    def __init__(self, request: Request, *, limit: int, idle_seconds: float) -> None:
        self._receive, self._limit, self._idle = request.receive, limit, idle_seconds
        self._more = True
        self.broken = False
        # what `whole` has read, and the pieces that follow it
        self._before = b""
        self._rest: AsyncIterator[bytes] | None = None
        stated = request.headers.get("content-length", "")
        # the most bytes that may arrive
        self.stated = int(stated) if _NUMBER.fullmatch(stated) else limit
        if self.stated > limit:
            raise problem(TOO_LONG)

    async def whole(self, request: Request, length: int) -> bytes | None:
        """Return the body if all its bytes arrive soon, and are as its Upload-Checksum says.

        Otherwise return None: `pieces` then yields what has arrived and what follows.
        """
        until, held = time.monotonic() + _WHOLE_SECONDS, bytearray()
        self._rest = self._arriving(length)
        async for piece in self._rest:
            held += piece
            if time.monotonic() > until:
                break
        self._before = bytes(held)
        checksum = request.headers.get("upload-checksum")
        right = checksum is None or _is_right(checksum, self._before)
        return self._before if right and len(held) == length and not self.broken else None

    async def pieces(self, size: int) -> AsyncIterator[bytes]:
        """Yield the body in pieces of about this size, smaller if it arrives slowly; set `broken` if it does not arrive whole.

        Raise the problem TOO_LONG if more bytes arrive than fit; the pieces before are good.
        """
        if self._before:
            yield self._before
        async for piece in self._rest or self._arriving(size):
            yield piece

    async def _arriving(self, size: int) -> AsyncIterator[bytes]:
        held, received, waited = bytearray(), 0, 0.0
        while self._more:
            receiving = asyncio.ensure_future(self._receive())
            while not (await asyncio.wait({receiving}, timeout=_FLUSH_SECONDS))[0]:
                waited += _FLUSH_SECONDS
                if held:
                    yield bytes(held)
                    held.clear()
                if waited >= self._idle:
                    receiving.cancel()
                    self._more, self.broken = False, True
                    return
            message, waited = receiving.result(), 0.0
            if message["type"] == "http.disconnect":
                self._more, self.broken = False, True
                break
            data = message.get("body", b"")
            received += len(data)
            if received > self._limit:
                raise problem(TOO_LONG)
            held += data
            self._more = message.get("more_body", False)
            if len(held) >= size:
                yield bytes(held)
                held.clear()
        if held:
            yield bytes(held)


async def receive(request: Request, body: Incoming, storage: Objects, upload: str, *, begins: int, at: int) -> int:
    """Append a request's body, which begins at `begins`, to an upload that ends at `at`; return the offset once it is durable.

    If the body begins before the upload's end, as in a repeated creation, the bytes that are stored already are skipped. Raise
    problems: WRONG_OFFSET, also if another writer has appended since `at` was read; TOO_LONG; WRONG_CHECKSUM; TOO_SLOW.
    """
    checksum = request.headers.get("upload-checksum")
    try:
        if checksum is not None:
            await _checked(body, checksum, storage, upload, begins, at)
        else:
            place = begins
            async for piece in body.pieces(storage.piece_bytes):
                place += len(piece)
                if place > at:
                    fresh = piece[-(place - at) :] if place - at < len(piece) else piece
                    await threaded(storage.append, upload, at, fresh)
                    at += len(fresh)
    except OffsetMovedError:
        raise problem(WRONG_OFFSET, offset=str(await threaded(storage.offset, upload))) from None
    if body.broken:
        raise problem(TOO_SLOW)
    return await threaded(storage.offset, upload)


def _read_checksum(checksum: str) -> tuple[str, bytes]:
    """Return the algorithm and the digest of an Upload-Checksum; the digest is empty if it can't be read."""
    name, _, value = checksum.partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    return name, digest if name in ALGORITHMS else b""


def _is_right(checksum: str, content: bytes) -> bool:
    name, expected = _read_checksum(checksum)
    if not expected:
        return False
    return hmac.compare_digest(hashlib.new(name, content, usedforsecurity=False).digest(), expected)


async def _checked(body: Incoming, checksum: str, storage: Objects, upload: str, begins: int, at: int) -> None:
    name, expected = _read_checksum(checksum)
    if not expected:
        raise problem(WRONG_HEADER, header="Upload-Checksum")
    digest, received = hashlib.new(name, usedforsecurity=False), 0
    until = time.monotonic() + _HELD_SECONDS
    with held_back(upload, min(body.stated, MAX_CHECKED_BYTES)), tempfile.SpooledTemporaryFile(_IN_MEMORY) as held:
        async for piece in body.pieces(_IN_MEMORY):
            received += len(piece)
            if received > MAX_CHECKED_BYTES:
                raise problem(CHECKED_TOO_LONG, limit=str(MAX_CHECKED_BYTES))
            if time.monotonic() > until:
                raise problem(TOO_SLOW)
            digest.update(piece)
            await threaded(held.write, piece)
        if body.broken:
            return  # an incomplete piece can't be verified, so it is not kept
        if not hmac.compare_digest(digest.digest(), expected):
            raise problem(WRONG_CHECKSUM)
        await threaded(_append_all, storage, upload, held, begins, at)


@contextmanager
def held_back(upload: str, size: int) -> Iterator[None]:
    """Reserve room for a piece of this size in the folder of temporary files; refuse UNAVAILABLE if there is none."""
    held = _held.get(upload, [])
    if len(held) >= MAX_HELD_EACH or size + sum(map(sum, _held.values())) > MAX_HELD_BYTES:
        refuse(UNAVAILABLE)
    _held.setdefault(upload, []).append(size)
    try:
        yield
    finally:
        _held[upload].remove(size)
        if not _held[upload]:
            del _held[upload]


def _append_all(storage: Objects, upload: str, held: IO[bytes], begins: int, at: int) -> None:
    held.seek(max(at - begins, 0))
    while data := held.read(storage.piece_bytes):
        storage.append(upload, at, data)
        at += len(data)
