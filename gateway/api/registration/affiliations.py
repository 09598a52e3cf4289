"""Relations between organisations (rule B8)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import affiliations_pb2, affiliations_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import SEEN, Moment, RawText, RequestBody, TypedUscc, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class RelationLine(RequestBody):
    """A line of an import: the lower organisation is a branch, subsidiary, ... of the upper organisation."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    lower_uscc: TypedUscc
    upper_uscc: TypedUscc
    # branch, subsidiary, held, subordinate or minority; the answer names a line with another kind and imports the rest
    kind: RawText
    ended: bool = False


class AffiliationImport(RequestBody):
    """Relations as of a date, from a named source."""

    as_of: Moment
    source: Annotated[str, Field(min_length=1, max_length=200), SEEN]
    lines: Annotated[list[RelationLine], Field(max_length=1_000)] = []
    # instead of lines: CSV (UTF-8 or GB 18030) or XLSX in base64, columns lower_uscc, upper_uscc, kind and optionally ended
    file: Annotated[str, Field(max_length=2_000_000)] = ""


def _affiliations() -> affiliations_pb2_grpc.AffiliationsAsyncStub:
    return affiliations_pb2_grpc.AffiliationsStub(channel("registration"))


@router.post("/affiliation-imports", status_code=201)
async def import_affiliations(body: AffiliationImport, request: Request) -> dict[str, Any]:
    """Import relations, by the secretariat; return each line that was not imported, with the reason (rule B8)."""
    signed_in(request)
    message = to_message(body, affiliations_pb2.ImportAffiliationsRequest())
    return as_json(await call(_affiliations().ImportAffiliations, message, request))


@router.get("/organisations/{uscc}/affiliations")
async def get_affiliations(uscc: TypedUscc, request: Request) -> dict[str, Any]:
    """Return an organisation's relations in force and every statement, for staff (rules B8, K1)."""
    signed_in(request)
    return as_json(
        await call(_affiliations().GetAffiliations, affiliations_pb2.GetAffiliationsRequest(uscc=uscc), request)
    )
