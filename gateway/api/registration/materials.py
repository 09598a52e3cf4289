"""Material: resumable upload by tus, download, and evidence of the draft (rules C5 to C7, K1)."""

from __future__ import annotations

import asyncio
from datetime import UTC
from email.utils import format_datetime
from typing import Annotated, Any
from urllib.parse import quote

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import materials_pb2, materials_pb2_grpc, teams_pb2, teams_pb2_grpc
from fastapi import Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from chassis.edition.current import edition
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import refuse
from chassis.objects import is_upload, objects
from chassis.refusals import KEY_REUSED, NOT_FOUND
from chassis.settings import settings
from gateway import tus
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.settings import gateway_settings

from ..body import PageSize, PageToken, RequestBody, Sha256, Text, TypedUscc, page, to_message
from ..files import RANGES, StoredFile, send_file, stored_file
from ..router import MATERIAL, ApiRouter, described, header

router = ApiRouter(__name__)
_limits = gateway_settings()
_TUS = header("Tus-Resumable", "The version of tus.", required=True, schema={"type": "string", "const": tus.VERSION})
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 2**53}
_CHECKSUM = header(
    "Upload-Checksum", f"Of this piece: {' or '.join(tus.ALGORITHMS)}, a blank, and the digest in base64."
)
_BYTES: dict[str, Any] = {
    "content": {tus.CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}},
}
_CREATION: dict[str, Any] = {
    "parameters": [
        _TUS,
        header("Upload-Length", "The size of the file, bytes.", required=True, schema=_NUMBER),
        header(
            "Upload-Metadata",
            "`filename`, `kind` and `owner_uscc`, separated by commas: each a blank and its value, UTF-8 in base64.",
            required=True,
        ),
        _CHECKSUM,
    ],
    "requestBody": {"required": False, "description": "The whole file or its beginning; may be left out."} | _BYTES,
}
_CONTINUATION: dict[str, Any] = {
    "parameters": [
        _TUS,
        header("Upload-Offset", "The byte at which this piece begins.", required=True, schema=_NUMBER),
        _CHECKSUM,
    ],
    "requestBody": {"required": True, "description": "The next bytes of the file."} | _BYTES,
}
_PROGRESS = described(
    Tus_Resumable="The version of tus.",
    Upload_Offset="How many bytes have arrived.",
    Upload_Expires="Until when the upload may be continued; absent once it is complete.",
)
# how many finished uploads of this process the service may inspect at the same time
_completing = asyncio.Semaphore(8)
Identifier = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class Evidence(RequestBody, of=contest_pb2.Evidence):
    """Material that the team has uploaded, by its content (rules C5 to C7)."""

    kind: Text
    file_name: Text
    sha256: Sha256
    owner_uscc: TypedUscc


def _materials() -> materials_pb2_grpc.MaterialsAsyncStub:
    return materials_pb2_grpc.MaterialsStub(channel("registration"))


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


@router.options("/teams/{team_id}/material", include_in_schema=False)
@router.options("/material-uploads/{upload_id}", include_in_schema=False)
async def describe_tus(request: Request) -> Response:
    """Return which parts of tus this server has."""
    headers = {
        "Tus-Resumable": tus.VERSION,
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Max-Size": str(max(file_format.max_bytes for file_format in edition().files.formats)),
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post(
    "/teams/{team_id}/material",
    status_code=201,
    openapi_extra=_CREATION,
    responses={
        201: {"headers": _PROGRESS | described(Location="The address of the upload.")},
    },
)
async def begin_upload(team_id: Text, request: Request, response: Response) -> materials_pb2.Upload:
    """Begin an upload (tus: creation, creation-with-upload; rules C5 to C7).

    Send `Upload-Length`, and `Upload-Metadata` with `filename`, `kind` (of the edition's evidence) and `owner_uscc`. The body may
    hold a small file at once. A complete upload becomes evidence of the team's draft.
    """
    with tus.speaking(request):
        metadata = tus.metadata(request)
        length = tus.number(request, "Upload-Length")
        if "upload-defer-length" in request.headers or "upload-concat" in request.headers:
            raise tus.problem(tus.WRONG_HEADER, header="Upload-Defer-Length, Upload-Concat")
        stated = {
            "team_id": team_id,
            "kind": metadata.get("kind", "")[:200],
            "file_name": metadata.get("filename", ""),
            "owner_uscc": metadata.get("owner_uscc", "")[:200],
            "metadata": request.headers.get("upload-metadata", ""),
        }
        body = None
        if tus.is_whole(request, length):
            body = _incoming(request, length)
            with tus.in_memory(length):
                content = await body.whole(request, length)
                whole = await _upload_whole(stated, content, request) if content is not None else None
            if whole is not None:
                whole.offset = length
                response.headers.update({**_tus_headers(whole, length), "Location": _address(whole)})
                return whole
        message = materials_pb2.BeginUploadRequest(size_bytes=length, **stated)
        upload = await call(_materials().BeginUpload, message, request)
        offset = 0
        if _has_bytes(request):
            _require_type(request)
            # a repeated creation gets the first answer, so ask what has become of its upload since
            upload = await _upload(upload.id, request)
            offset = length
            if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
                try:
                    stored = await tus.threaded(objects().offset, upload.id)
                    body = body or _incoming(request, length)
                    offset = await tus.receive(request, body, objects(), upload.id, begins=0, at=stored)
                except ProblemError as error:
                    error.headers = {**error.headers, "Location": _address(upload)}
                    raise
            if offset == length:
                upload = await complete(upload, request)
        upload.offset = offset
        response.headers.update({**_tus_headers(upload, offset), "Location": _address(upload)})
        return upload


@router.head(
    "/material-uploads/{upload_id}",
    openapi_extra={"parameters": [_TUS]},
    response_class=Response,
    responses={
        200: {
            "description": "The upload goes on.",
            "headers": _PROGRESS
            | described(
                Upload_Length="The size of the file, bytes.", Upload_Metadata="As it was sent at the creation."
            ),
        },
    },
)
async def find_offset(upload_id: Text, request: Request) -> Response:
    """Return how many bytes of an upload have arrived (tus: core)."""
    with tus.speaking(request):
        _require_identifier(upload_id)
        upload = await _upload(upload_id, request)
        offset = await _offset(upload)
        if offset == upload.size_bytes and upload.state != materials_pb2.UPLOAD_STATE_COMPLETE:
            # the process that took the last byte died before it completed the upload: complete it now, or refuse it again
            upload = await complete(upload, request)
        headers = {
            **_tus_headers(upload, offset),
            "Upload-Length": str(upload.size_bytes),
            **({"Upload-Metadata": upload.metadata} if upload.metadata else {}),
            "Cache-Control": "no-store",
        }
        return Response(status_code=200, headers=headers)


@router.get("/material-uploads/{upload_id}")
async def get_upload(upload_id: Identifier, request: Request) -> materials_pb2.Upload:
    """Return an upload with its state and the bytes that have arrived (rule C7)."""
    upload = await _upload(upload_id, request)
    upload.offset = await _offset(upload)
    return upload


@router.patch(
    "/material-uploads/{upload_id}",
    status_code=204,
    openapi_extra=_CONTINUATION,
    responses={204: {"description": "The bytes are kept.", "headers": _PROGRESS}},
)
async def continue_upload(upload_id: Text, request: Request) -> Response:
    """Continue an upload (tus: core, checksum). The last byte lets its content be inspected (rule C7)."""
    with tus.speaking(request):
        _require_identifier(upload_id)
        _require_type(request)
        begins = tus.number(request, "Upload-Offset")
        upload = await _upload(upload_id, request)
        offset = upload.size_bytes
        if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
            stored = await tus.threaded(objects().offset, upload.id)
            if begins != stored:
                raise tus.problem(tus.WRONG_OFFSET, {"Upload-Offset": str(stored)}, offset=str(stored))
            body = _incoming(request, upload.size_bytes - begins)
            offset = await tus.receive(request, body, objects(), upload.id, begins=begins, at=stored)
        elif upload.state == materials_pb2.UPLOAD_STATE_COMPLETE and begins != offset:
            raise tus.problem(tus.WRONG_OFFSET, {"Upload-Offset": str(offset)}, offset=str(offset))
        if offset == upload.size_bytes:
            upload = await complete(upload, request)
        return Response(status_code=204, headers=_tus_headers(upload, offset))


@router.delete(
    "/material-uploads/{upload_id}",
    status_code=204,
    openapi_extra={"parameters": [_TUS]},
    responses={
        204: {"description": "The upload has ended.", "headers": described(Tus_Resumable="The version of tus.")},
    },
)
async def end_upload(upload_id: Text, request: Request) -> Response:
    """Give an upload up (tus: termination); an upload that is complete or being kept stays."""
    with tus.speaking(request):
        _require_identifier(upload_id)
        await call(_materials().EndUpload, materials_pb2.EndUploadRequest(upload_id=upload_id), request)
        return Response(status_code=204, headers={"Tus-Resumable": tus.VERSION})


@router.post("/material-uploads/{upload_id}", include_in_schema=False)
async def overridden_method(upload_id: Text, request: Request) -> Response:
    """Answer clients that can send GET and POST only (tus: core, X-HTTP-Method-Override)."""
    handler = _OVERRIDABLE.get(request.headers.get("x-http-method-override", "").strip().upper())
    if handler is None:
        raise HTTPException(405, headers={"Allow": "GET, HEAD, PATCH, DELETE"})
    return await handler(upload_id, request)


_OVERRIDABLE = {"HEAD": find_offset, "PATCH": continue_upload, "DELETE": end_upload}


@router.get("/teams/{team_id}/material")
async def list_materials(
    team_id: Text,
    request: Request,
    sha256: Annotated[str, Query(max_length=64)] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> materials_pb2.ListMaterialsResponse:
    """List all material that a team uploaded, also if its draft no longer uses it; for staff only what was submitted (C7, K1).

    For an expert who scores the project, not blind, the files of the submission that is scored (rule E3). With `sha256` only
    files with that content.
    """
    message = page(materials_pb2.ListMaterialsRequest(team_id=team_id, sha256=sha256), page_token, page_size)
    return await call(_materials().ListMaterials, message, request)


@router.get(
    "/teams/{team_id}/material/{material_id}",
    response_class=StreamingResponse,
    openapi_extra=RANGES,
    responses=stored_file(MATERIAL),
)
async def download_material(team_id: Text, material_id: Text, request: Request) -> Response:
    """Return the file, or one range of it: for the team, and once submitted for host, reviewers and secretariat (C7, K1).

    Also for an expert who scores the project, not blind, if the file is of the submission that is scored (rule E3).
    """
    message = materials_pb2.GetMaterialRequest(team_id=team_id, material_id=material_id)
    material = await call(_materials().GetMaterial, message, request)
    stored = StoredFile(
        identifier=material.id,
        sha256=material.sha256,
        size_bytes=material.size_bytes,
        media_type=material.media_type,
        disposition=_disposition(material),
    )
    return await send_file(objects(), stored, request)


@router.post("/teams/{team_id}/evidence", status_code=201)
async def attach_evidence(team_id: Text, body: Evidence, request: Request) -> teams_pb2.Team:
    """Attach material that was uploaded before to the draft, also as another kind (rules C5 to C7)."""
    message = materials_pb2.AttachEvidenceRequest(team_id=team_id)
    to_message(body, message.evidence)
    return await call(_teams().AttachEvidence, message, request)


@router.delete("/teams/{team_id}/evidence/{evidence_id}")
async def remove_evidence(team_id: Text, evidence_id: Text, request: Request) -> teams_pb2.Team:
    """Take evidence out of the draft (rule C7)."""
    message = materials_pb2.RemoveEvidenceRequest(team_id=team_id, evidence_id=evidence_id)
    return await call(_teams().RemoveEvidence, message, request)


async def _upload(upload_id: str, request: Request) -> materials_pb2.Upload:
    return await call(_materials().GetUpload, materials_pb2.GetUploadRequest(upload_id=upload_id), request)


async def _offset(upload: materials_pb2.Upload) -> int:
    """Return how many bytes of an upload have arrived: all of them once it is no longer open."""
    if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
        return await tus.threaded(objects().offset, upload.id)
    return upload.size_bytes


def _incoming(request: Request, limit: int) -> tus.Incoming:
    return tus.Incoming(request, limit=limit, idle_seconds=_limits.body_seconds)


async def _upload_whole(stated: dict[str, str], content: bytes, request: Request) -> materials_pb2.Upload | None:
    """Upload a file whole, in one call; return None if an upload was begun under the request's key, which is to go on."""
    message = materials_pb2.UploadFileRequest(content=content, **stated)
    async with _completing:
        try:
            return await call(_materials().UploadFile, message, request, seconds=_limits.check_seconds)
        except ProblemError as problem:
            if problem.code == KEY_REUSED.name:
                return None
            raise


async def complete(upload: materials_pb2.Upload, request: Request) -> materials_pb2.Upload:
    """Inspect, keep and attach an upload whose every byte is stored, which it is as of now (rules C7, C9)."""
    request.state.arrived_at = settings().clock.now()
    message = materials_pb2.CompleteUploadRequest(upload_id=upload.id)
    async with _completing:
        # with a key of its own: the client's key belongs to the creation, and completing may be repeated anyway
        return await call(_materials().CompleteUpload, message, request, key=new_id(), seconds=_limits.check_seconds)


def _disposition(material: materials_pb2.Material) -> str:
    """Return a header by which browsers save the file and never show it, with a plain name for old programs and the real name."""
    dot = material.file_name.rfind(".")
    plain = f"material-{material.sha256[:12]}{material.file_name[dot:].lower()}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(material.file_name, safe='')}"


def _tus_headers(upload: materials_pb2.Upload, offset: int) -> dict[str, str]:
    headers = {"Tus-Resumable": tus.VERSION, "Upload-Offset": str(offset)}
    if upload.state == materials_pb2.UPLOAD_STATE_OPEN:
        headers["Upload-Expires"] = format_datetime(upload.expires_at.ToDatetime(tzinfo=UTC), usegmt=True)
    return headers


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
