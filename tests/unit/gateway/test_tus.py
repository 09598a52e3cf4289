"""Parts of resumable uploads that need no storage."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import Request

from chassis.kernel.refusal import Refusal
from chassis.refusals import UNAVAILABLE
from gateway import tus
from gateway.tus import (
    CONTENT_TYPE,
    MAX_CHECKED_BYTES,
    MAX_HELD_BYTES,
    MAX_HELD_EACH,
    MAX_WHOLE_BYTES,
    Incoming,
    held_back,
    in_memory,
    is_whole,
)


def test_c7_pieces_are_held_back_while_there_is_room() -> None:
    """C7: the room is limited by bytes of all uploads and by pieces of an upload; a piece that ends frees its room."""
    with ExitStack() as held:
        for number in range(MAX_HELD_BYTES // MAX_CHECKED_BYTES - 1):
            held.enter_context(held_back(f"upload-{number}", MAX_CHECKED_BYTES))
        with held_back("small", MAX_CHECKED_BYTES - 1):
            with pytest.raises(Refusal) as refused, held_back("another", 2):
                pass
            assert refused.value.code is UNAVAILABLE
            with held_back("another", 1):
                pass
        with held_back("another", MAX_CHECKED_BYTES):
            pass
    with ExitStack() as held:
        for _ in range(MAX_HELD_EACH):
            held.enter_context(held_back("upload", 1))
        with pytest.raises(Refusal), held_back("upload", 1):
            pass
        with held_back("other", 1):
            pass
    with held_back("upload", MAX_HELD_BYTES):
        pass


def _request(pieces: Iterable[bytes] = (), *, breaks: bool = False, **headers: str) -> Request:
    """Return a creation whose body comes in these pieces, and may break off after them."""
    arriving = list(pieces)
    length = sum(map(len, arriving))

    async def receive() -> Any:
        if not arriving:
            return {"type": "http.disconnect"}
        data = arriving.pop(0)
        return {"type": "http.request", "body": data, "more_body": bool(arriving) or breaks}

    stated = {"content_length": str(length), "content_type": CONTENT_TYPE} | headers
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in stated.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receive)


def _read(request: Request, length: int) -> tuple[bytes | None, bytes, bool]:
    """Return the whole body or None, what goes the way of any upload, and True if that is not all."""

    async def read() -> tuple[bytes | None, bytes, bool]:
        body = Incoming(request, limit=length, idle_seconds=1)
        whole = await body.whole(request, length)
        return whole, b"".join([piece async for piece in body.pieces(2)]), body.broken

    return asyncio.run(read())


def test_c7_a_small_file_is_taken_whole_and_no_byte_is_lost_if_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: one that is slow, breaks off or is damaged goes the way of any upload, with all that came."""
    assert _read(_request([b"ab", b"cd"]), 4)[0] == b"abcd"
    assert _read(_request([b"ab"], breaks=True), 4) == (None, b"ab", True)
    right = base64.b64encode(hashlib.sha256(b"abcd").digest()).decode()
    assert _read(_request([b"abcd"], upload_checksum=f"sha256 {right}"), 4)[0] == b"abcd"
    for checksum in (f"sha1 {right}", f"sha256 {right[:-4]}AAA=", "sha256", ""):
        assert _read(_request([b"abcd"], upload_checksum=checksum), 4) == (None, b"abcd", False)
    monkeypatch.setattr(tus, "_WHOLE_SECONDS", -1)
    assert _read(_request([b"abcd", b"efgh"]), 4 * 2)[1:] == (b"abcdefgh", False)


def test_c7_files_are_taken_whole_while_there_is_memory_for_them() -> None:
    """C7: what is larger, untyped, or only the beginning of a file is not, nor what has no room beside the others."""
    assert is_whole(_request([b"abcd"]), 4)
    assert not is_whole(_request([b"abcd"]), 5)
    assert not is_whole(_request(), 0)
    assert not is_whole(_request([b"abcd"], content_type="text/plain"), 4)
    large = str(MAX_WHOLE_BYTES + 1)
    assert not is_whole(_request(content_length=large), MAX_WHOLE_BYTES + 1)
    with ExitStack() as held:
        for _ in range(32):
            assert is_whole(_request(content_length=str(MAX_WHOLE_BYTES)), MAX_WHOLE_BYTES)
            held.enter_context(in_memory(MAX_WHOLE_BYTES))
        assert not is_whole(_request([b"a"]), 1)
    assert is_whole(_request([b"a"]), 1)
