"""Evidence of reports: uploaded by anyone before the report that names it, read by the committee (rules H2, H3, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

from dasai.publicity.v1 import evidence_pb2, evidence_pb2_grpc
from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, Kind, Refusal, refuse
from chassis.objects import objects
from chassis.refusals import FILE_AWAY
from chassis.telemetry import log
from gateway import tus
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.settings import gateway_settings

from ...throttle import count_report_file
from ..body import Identifier
from ..router import ApiRouter, file, header

router = ApiRouter(__name__)
# a storage of its own, which publicity's service shares
AREA = "report-evidence"
CONTENT_TYPE = "application/octet-stream"
_BYTES: dict[str, Any] = {
    "parameters": [header("Upload-Metadata", "`filename` and the file's name, UTF-8 in base64.", required=True)],
    "requestBody": {
        "required": True,
        "description": "The bytes of the file.",
        "content": {CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    },
}
_limits = gateway_settings()
# how many files of evidence this process lets be inspected at the same time
_keeping = asyncio.Semaphore(4)

TOO_LARGE = Code(
    "H2_FILE_TOO_LARGE",
    Kind.INVALID,
    "证据文件过大：每个文件最多{limit}字节，请压缩或拆分后重新上传。",
    "The evidence file is too large: at most {limit} bytes each; make it smaller or split it.",
)
EMPTY = Code(
    "H2_FILE_EMPTY",
    Kind.INVALID,
    "请求中没有文件内容，请选择有内容的文件。",
    "The request holds no file: choose one with content.",
)


def _evidence() -> evidence_pb2_grpc.EvidenceAsyncStub:
    return evidence_pb2_grpc.EvidenceStub(channel("publicity"))


@router.post(
    "/report-evidence",
    status_code=201,
    openapi_extra=_BYTES,
    dependencies=[Depends(count_report_file)],
)
async def keep_evidence(request: Request) -> evidence_pb2.KeptEvidence:
    """Upload a file as evidence, before the report that names it by the `evidence_id` of the answer; open to anyone (rule H2).

    Send the bytes, and the file's name in `Upload-Metadata: filename <base64 of UTF-8>`. The file is inspected and scanned as
    material is; unless a report names it, it is deleted after a day.
    """
    if request.headers.get("content-type", "").strip().lower() != CONTENT_TYPE:
        raise ProblemError(
            415, tus.WRONG_TYPE.name, f"内容类型须为{CONTENT_TYPE}。", f"The content type must be {CONTENT_TYPE}."
        )
    name = tus.metadata(request).get("filename", "")
    upload = new_id()
    try:
        await _receive(request, upload)
        kept = await keep_uploaded(upload, name, request)
    except BaseException:
        await tus.threaded(objects(AREA).discard, upload)
        raise
    return kept


async def keep_uploaded(upload: str, file_name: str, request: Request) -> evidence_pb2.KeptEvidence:
    """Let the service inspect and keep a file whose bytes have all arrived (rule H2)."""
    message = evidence_pb2.KeepEvidenceRequest(evidence_id=upload, file_name=file_name)
    async with _keeping:
        return await call(
            _evidence().KeepEvidence, message, request, key=new_id(), seconds=_limits.check_seconds, unnamed=True
        )


@router.get(
    "/reports/{report_id}/evidence/{evidence_id}",
    response_class=StreamingResponse,
    responses={
        200: file(CONTENT_TYPE, Content_Disposition="The name of the file; it is to be saved, and never shown.")
    },
)
async def download_evidence(request: Request, report_id: Identifier, evidence_id: Identifier) -> Response:
    """Return a file that a report names, for the committee (rules H3, K1)."""
    message = evidence_pb2.GetEvidenceRequest(report_id=report_id, evidence_id=evidence_id)
    kept = await call(_evidence().GetEvidence, message, request)
    content = objects(AREA).read(kept.sha256, 0, kept.size_bytes)
    try:
        first = await tus.threaded(next, content, b"")
    except KeyError:
        log("gateway").error("object absent", evidence=kept.evidence_id)
        refuse(FILE_AWAY)
    headers = {
        # saved and never shown: whoever reports may mean harm
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.file_name, safe='')}",
        "Content-Length": str(kept.size_bytes),
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(_stream(first, content), headers=headers, media_type=CONTENT_TYPE)


async def _receive(request: Request, upload: str) -> None:
    """Store the body as it arrives; refuse H2_FILE_TOO_LARGE, H2_FILE_EMPTY, TUS_TOO_SLOW."""
    storage, limit = objects(AREA), edition().report_evidence.max_bytes
    await tus.threaded(storage.begin, upload)
    at = 0
    try:
        async with asyncio.timeout(_limits.report_file_seconds):
            body = tus.Incoming(request, limit=limit, idle_seconds=_limits.body_seconds)
            async for piece in body.pieces(storage.piece_bytes):
                await tus.threaded(storage.append, upload, at, piece)
                at += len(piece)
    except TimeoutError:
        raise tus.problem(tus.TOO_SLOW) from None
    except ProblemError as problem:
        if problem.code != tus.TOO_LONG.name:
            raise
        refusal = Refusal(TOO_LARGE, {"limit": str(limit)})
        raise ProblemError(413, TOO_LARGE.name, refusal.zh, refusal.en, facts=refusal.facts) from None
    if body.broken:
        raise tus.problem(tus.TOO_SLOW)
    if at == 0:
        refuse(EMPTY)


async def _stream(first: bytes, content: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await tus.threaded(next, content, b"")
