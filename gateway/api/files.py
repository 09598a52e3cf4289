"""Stored files as answers: whole or one range of bytes, so that a download that broke off goes on (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from prometheus_client import Counter

from chassis.kernel.refusal import Code, Kind, refusal_of, refuse
from chassis.objects import Objects
from chassis.refusals import FILE_AWAY
from chassis.telemetry import log
from gateway import tus
from gateway.problems import ProblemError

from .router import Responses, described, file, header

# how the headers of a request for a stored file are documented
RANGES: dict[str, Any] = {
    "parameters": [
        header("Range", "A range of bytes, for example `bytes=0-1023`; several ranges get the whole file."),
        header("If-Range", "The range only if the file has this `ETag`, else the whole file."),
    ]
}
_HEADERS = {
    "Content_Disposition": "The name of the file; it is to be saved, and never shown.",
    "ETag": "The SHA-256 of the file, in quotes.",
    "Accept_Ranges": "`bytes`.",
    "Content_Length": "Bytes that follow.",
}
_RANGE = re.compile(r"bytes=(\d{0,16})-(\d{0,16})")
RANGE_BEYOND_END = Code(
    "RANGE_BEYOND_END",
    Kind.INVALID,
    "所请求的范围超出文件末尾，文件共{size}字节。",
    "The range lies behind the end of the file, which has {size} bytes.",
)
_ABSENT = Counter("dasai_objects_absent_total", "Downloads whose file the object storage did not have.")


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file of the object storage, with the name by which it is saved."""

    identifier: str
    sha256: str
    size_bytes: int
    media_type: str
    disposition: str


def stored_file(*media_types: str) -> Responses:
    """Return how answers with a stored file are documented, for `responses`."""
    return {
        200: file(*media_types, **_HEADERS),
        206: file(*media_types, **_HEADERS, Content_Range="Which bytes follow, and of how many.")
        | {"description": "One range of the file."},
        416: {"headers": described(Content_Range="`bytes */` and the size of the file.")},
    }


async def send_file(storage: Objects, stored: StoredFile, request: Request) -> Response:
    """Return the file, or the range that was asked for; refuse FILE_AWAY if the storage does not have it."""
    etag = f'"{stored.sha256}"'
    headers = {
        "Content-Type": stored.media_type,
        "Content-Disposition": stored.disposition,
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-store",
    }
    start, end, status = 0, stored.size_bytes, 200
    requested = request.headers.get("range")
    if requested is not None and request.headers.get("if-range", etag) == etag:
        match = _RANGE.fullmatch(requested.strip())
        if match is not None and (match[1] or match[2]):
            start, end = _bounds(match[1], match[2], stored.size_bytes)
            if start >= end:
                refusal = refusal_of(RANGE_BEYOND_END, size=stored.size_bytes)
                content_range = {"Content-Range": f"bytes */{stored.size_bytes}"}
                raise ProblemError(
                    416, refusal.code.name, refusal.zh, refusal.en, facts=refusal.facts, headers=content_range
                )
            status = 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size_bytes}"
    headers["Content-Length"] = str(end - start)
    if getattr(request.state, "head", False):
        return Response(status_code=status, headers=headers)
    content = storage.read(stored.sha256, start, end)
    try:
        first = await tus.threaded(next, content, b"")
    except KeyError:
        # the record is there but its file is not: operators must repair that, so the caller is asked to come again
        _ABSENT.inc()
        log("gateway").error("object absent", file=stored.identifier)
        refuse(FILE_AWAY)
    return StreamingResponse(_stream(first, content), status, headers=headers)


async def _stream(first: bytes, content: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await tus.threaded(next, content, b"")


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # `bytes=-500`: the last 500 bytes
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size
