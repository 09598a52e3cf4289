"""Dossiers: a division's submissions and material as one ZIP file (rules K1, K3, K4)."""

from __future__ import annotations

from dasai.registration.v1 import dossiers_pb2, dossiers_pb2_grpc
from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from chassis.objects import objects
from gateway.rpc import call, channel

from ..body import PageSize, PageToken, Text, page
from ..files import RANGES, StoredFile, send_file, stored_file
from ..router import ApiRouter

router = ApiRouter(__name__)
# the storage in which registration's worker keeps them
AREA = "dossiers"
ZIP = "application/zip"


def _dossiers() -> dossiers_pb2_grpc.DossiersAsyncStub:
    return dossiers_pb2_grpc.DossiersStub(channel("registration"))


@router.post("/divisions/{code}/dossiers", status_code=201)
async def request_dossier(code: Text, request: Request) -> dossiers_pb2.Dossier:
    """Ask for a division's submissions and material as one file, by its host or the secretariat (rules K1, K3).

    A worker makes it: read its state and progress at `/dossiers/{dossier_id}` until it is ready. It has a folder for each team
    that submitted and did not withdraw, with the declaration of its newest version and the files of that version and of its
    answers to review, and an index as a workbook. Names, numbers and contacts of representatives are not in it.
    """
    message = dossiers_pb2.RequestDossierRequest(division_code=code)
    return await call(_dossiers().RequestDossier, message, request)


@router.get("/divisions/{code}/dossiers")
async def list_dossiers(
    code: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> dossiers_pb2.ListDossiersResponse:
    """List a division's dossiers, newest first, and the bytes that they take, for its host and the secretariat (K1, K3)."""
    message = page(dossiers_pb2.ListDossiersRequest(division_code=code), page_token, page_size)
    return await call(_dossiers().ListDossiers, message, request)


@router.get("/dossiers/{dossier_id}")
async def get_dossier(dossier_id: Text, request: Request) -> dossiers_pb2.Dossier:
    """Return a dossier with its state and progress, for the division's host and the secretariat (rules K1, K3)."""
    return await call(_dossiers().GetDossier, dossiers_pb2.GetDossierRequest(dossier_id=dossier_id), request)


@router.get(
    "/dossiers/{dossier_id}/file",
    response_class=StreamingResponse,
    openapi_extra=RANGES,
    responses=stored_file(ZIP),
)
async def download_dossier(dossier_id: Text, request: Request) -> Response:
    """Return the ZIP file of a dossier that is ready, or one range of it; who fetches it is recorded (rules K1, K3, K4)."""
    message = dossiers_pb2.FetchDossierRequest(dossier_id=dossier_id)
    dossier = await call(_dossiers().FetchDossier, message, request)
    stored = StoredFile(
        identifier=dossier.dossier_id,
        sha256=dossier.sha256,
        size_bytes=dossier.size_bytes,
        media_type=ZIP,
        disposition=f'attachment; filename="{dossier.file_name}"',
    )
    return await send_file(objects(AREA), stored, request)


@router.post("/dossiers/{dossier_id}/cancellation")
async def cancel_dossier(dossier_id: Text, request: Request) -> dossiers_pb2.Dossier:
    """Stop making a dossier, or delete its file before it expires; one that has ended stays as it is (rules K1, K3, K4)."""
    return await call(_dossiers().CancelDossier, dossiers_pb2.CancelDossierRequest(dossier_id=dossier_id), request)
