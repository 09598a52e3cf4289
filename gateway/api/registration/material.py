"""Material: resumable upload by tus, and download (rules C5 to C7, K1)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC
from email.utils import format_datetime
from typing import Annotated, Any
from urllib.parse import quote

from dasai.registration.v1 import materials_pb2, materials_pb2_grpc
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from prometheus_client import Counter
from pydantic import Field
from starlette.exceptions import HTTPException

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import refuse
from chassis.objects import is_upload, objects
from chassis.refusals import FILE_AWAY, NOT_FOUND
from chassis.telemetry import log
from gateway import tus
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in
from gateway.settings import GatewaySettings

from ..body import PageSize, PageToken, Text, page

router = APIRouter(prefix="/api/v1", tags=["registration"])
_limits = GatewaySettings()
_BYTES: dict[str, Any] = {
    "requestBody": {"content": {tus.CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
_RANGE = re.compile(r"bytes=(\d{0,16})-(\d{0,16})")
# looks into finished files that this process waits for at a time
_finishing = asyncio.Semaphore(8)
_ABSENT = Counter("dasai_objects_absent_total", "Downloads whose file the object storage did not have.")
Identifier = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


def _materials() -> materials_pb2_grpc.MaterialsAsyncStub:
    return materials_pb2_grpc.MaterialsStub(channel("registration"))


@router.options("/teams/{team_id}/material", include_in_schema=False)
@router.options("/material-uploads/{upload_id}", include_in_schema=False)
async def what_tus_can(request: Request) -> Response:
    """What this server speaks."""
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(max(one.max_bytes for one in edition().files.formats)),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post("/teams/{team_id}/material", status_code=201, openapi_extra=_BYTES)
async def begin_upload(team_id: Text, request: Request) -> JSONResponse:
    """Begin an upload (tus: creation, creation-with-upload; rules C5 to C7).

    `Upload-Length`, and `Upload-Metadata` with `filename`, `kind` (of the edition's evidence) and `owner_uscc`. A small file may
    come at once as the body. Complete, it is evidence of the team's draft.
    """
    with tus.speaking(request):
        signed_in(request)
        given = tus.metadata(request)
        length = tus.number(request, "Upload-Length")
        if "upload-defer-length" in request.headers or "upload-concat" in request.headers:
            raise tus.problem(tus.WRONG_HEADER, header="Upload-Defer-Length, Upload-Concat")
        wanted = materials_pb2.BeginUploadRequest(
            team_id=team_id,
            kind=given.get("kind", "")[:200],
            file_name=given.get("filename", ""),
            owner_uscc=given.get("owner_uscc", "")[:200],
            size_bytes=length,
            metadata=request.headers.get("upload-metadata", ""),
        )
        upload = await call(_materials().BeginUpload, wanted, request)
        reached = 0
        if _has_bytes(request):
            _require_type(request)
            # a creation that is repeated is answered as the first time, whatever became of its upload since
            upload = await call(_materials().GetUpload, materials_pb2.GetUploadRequest(upload_id=upload.id), request)
            reached = length
            if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
                try:
                    stored = await tus.threaded(objects().offset, upload.id)
                    reached = await _receive(request, upload, 0, stored)
                except ProblemError as error:
                    error.headers = {**error.headers, "Location": _address(upload)}
                    raise
            if reached == length:
                upload = await _finished(upload, request)
        headers = {**_said(upload, reached), "Location": _address(upload)}
        return JSONResponse(as_json(upload), 201, headers=headers)


@router.head("/material-uploads/{upload_id}", include_in_schema=False)
async def find_offset(upload_id: Text, request: Request) -> Response:
    """How far an upload has come (tus: core)."""
    with tus.speaking(request):
        signed_in(request)
        _require_identifier(upload_id)
        upload = await call(_materials().GetUpload, materials_pb2.GetUploadRequest(upload_id=upload_id), request)
        reached = upload.size_bytes
        if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
            reached = await tus.threaded(objects().offset, upload.id)
        if reached == upload.size_bytes and upload.state != materials_pb2.UPLOAD_STATE_COMPLETE:
            # the last byte came, and whoever should have finished it died: done now, or refused in the same words again
            upload = await _finished(upload, request)
        headers = {
            **_said(upload, reached),
            "Upload-Length": str(upload.size_bytes),
            **({"Upload-Metadata": upload.metadata} if upload.metadata else {}),
            "Cache-Control": "no-store",
        }
        return Response(status_code=200, headers=headers)


@router.get("/material-uploads/{upload_id}")
async def get_upload(upload_id: Identifier, request: Request) -> dict[str, Any]:
    """An upload: what became of it, and how many bytes have come (rule C7)."""
    signed_in(request)
    upload = await call(_materials().GetUpload, materials_pb2.GetUploadRequest(upload_id=upload_id), request)
    reached = upload.size_bytes
    if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
        reached = await tus.threaded(objects().offset, upload.id)
    return {**as_json(upload), "offset": reached}


@router.patch("/material-uploads/{upload_id}", status_code=204, openapi_extra=_BYTES)
async def continue_upload(upload_id: Text, request: Request) -> Response:
    """Go on with an upload (tus: core, checksum). With the last byte its content is looked into (rule C7)."""
    with tus.speaking(request):
        signed_in(request)
        _require_identifier(upload_id)
        _require_type(request)
        begins = tus.number(request, "Upload-Offset")
        upload = await call(_materials().GetUpload, materials_pb2.GetUploadRequest(upload_id=upload_id), request)
        reached = upload.size_bytes
        if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
            stands = await tus.threaded(objects().offset, upload.id)
            if begins != stands:
                raise tus.problem(tus.WRONG_OFFSET, {"Upload-Offset": str(stands)}, offset=str(stands))
            reached = await _receive(request, upload, begins, stands)
        elif upload.state == materials_pb2.UPLOAD_STATE_COMPLETE and begins != reached:
            raise tus.problem(tus.WRONG_OFFSET, {"Upload-Offset": str(reached)}, offset=str(reached))
        if reached == upload.size_bytes:
            upload = await _finished(upload, request)
        return Response(status_code=204, headers=_said(upload, reached))


@router.delete("/material-uploads/{upload_id}", status_code=204)
async def end_upload(upload_id: Text, request: Request) -> Response:
    """Give an upload up (tus: termination); one that is complete or being kept stays."""
    with tus.speaking(request):
        signed_in(request)
        _require_identifier(upload_id)
        await call(_materials().EndUpload, materials_pb2.EndUploadRequest(upload_id=upload_id), request)
        return Response(status_code=204, headers={"Tus-Resumable": tus.VERSION})


@router.post("/material-uploads/{upload_id}", include_in_schema=False)
async def overridden(upload_id: Text, request: Request) -> Response:
    """For clients that can send GET and POST only (tus: core, X-HTTP-Method-Override)."""
    meant = _OVERRIDABLE.get(request.headers.get("x-http-method-override", "").strip().upper())
    if meant is None:
        raise HTTPException(405, headers={"Allow": "GET, HEAD, PATCH, DELETE"})
    return await meant(upload_id, request)


_OVERRIDABLE = {"HEAD": find_offset, "PATCH": continue_upload, "DELETE": end_upload}


@router.get("/teams/{team_id}/material")
async def list_materials(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dict[str, Any]:
    """All material that a team uploaded, also what its draft no longer refers to; for staff what it handed in (C7, K1)."""
    signed_in(request)
    message = page(materials_pb2.ListMaterialsRequest(team_id=team_id), page_token, page_size)
    return as_json(await call(_materials().ListMaterials, message, request))


@router.get(
    "/teams/{team_id}/material/{material_id}",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download(team_id: Text, material_id: Text, request: Request) -> Response:
    """The file itself, for the team; once handed in for its host, reviewers and the secretariat (C7, K1). One range is served."""
    signed_in(request)
    wanted = materials_pb2.GetMaterialRequest(team_id=team_id, material_id=material_id)
    material = await call(_materials().GetMaterial, wanted, request)
    etag = f'"{material.sha256}"'
    headers = {
        "Content-Type": material.media_type,
        "Content-Disposition": _attachment(material),
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-store",
    }
    start, end, status = 0, material.size_bytes, 200
    asked = request.headers.get("range")
    if asked is not None and request.headers.get("if-range", etag) == etag:
        found = _RANGE.fullmatch(asked.strip())
        if found is not None and (found[1] or found[2]):
            start, end = _bounds(found[1], found[2], material.size_bytes)
            if start >= end:
                return Response(status_code=416, headers={"Content-Range": f"bytes */{material.size_bytes}"})
            status = 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{material.size_bytes}"
    headers["Content-Length"] = str(end - start)
    content = objects().read(material.sha256, start, end)
    try:
        first = await tus.threaded(next, content, b"")
    except KeyError:
        # there is a record: that its file is not there is no answer to who asks, but a matter for operators
        _ABSENT.inc()
        log("gateway").error("object absent", material=material.id)
        refuse(FILE_AWAY)
    return StreamingResponse(_streamed(first, content), status, headers=headers)


async def _streamed(first: bytes, content: Iterator[bytes]) -> AsyncIterator[bytes]:
    piece = first
    while piece:
        yield piece
        piece = await tus.threaded(next, content, b"")


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(size - int(last), 0), size
    return int(first), min(int(last) + 1, size) if last else size


def _attachment(material: materials_pb2.Material) -> str:
    """Saved, never shown: a plain name for old programs, the real one beside it."""
    dot = material.file_name.rfind(".")
    plain = f"material-{material.sha256[:12]}{material.file_name[dot:].lower()}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(material.file_name, safe='')}"


async def _receive(request: Request, upload: materials_pb2.Upload, begins: int, stored: int) -> int:
    length, idle = upload.size_bytes, _limits.body_seconds
    return await tus.receive(request, objects(), upload.id, begins=begins, at=stored, length=length, idle=idle)


async def _finished(upload: materials_pb2.Upload, request: Request) -> materials_pb2.Upload:
    wanted = materials_pb2.CompleteUploadRequest(upload_id=upload.id)
    async with _finishing:
        # a key of its own: the client's belongs to the creation, and this may be repeated anyway
        found: materials_pb2.Upload = await call(
            _materials().CompleteUpload, wanted, request, key=new_id(), seconds=_limits.check_seconds
        )
        return found


def _said(upload: materials_pb2.Upload, reached: int) -> dict[str, str]:
    said = {"Tus-Resumable": tus.VERSION, "Upload-Offset": str(reached)}
    if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
        said["Upload-Expires"] = format_datetime(upload.expires_at.ToDatetime(tzinfo=UTC), usegmt=True)
    return said


def _require_identifier(upload_id: str) -> None:
    if not is_upload(upload_id):
        refuse(NOT_FOUND, what="upload")


def _address(upload: materials_pb2.Upload) -> str:
    return f"/api/v1/material-uploads/{upload.id}"


def _has_bytes(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def _require_type(request: Request) -> None:
    if request.headers.get("content-type", "").strip().lower() != tus.CONTENT_TYPE:
        raise tus.problem(tus.WRONG_TYPE)
