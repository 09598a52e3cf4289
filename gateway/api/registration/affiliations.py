"""Who belongs to whom (rule B8)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import affiliations_pb2, affiliations_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, Moment, Text, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class RelationLine(Body):
    """A line of an import: the lower organisation is a branch, subsidiary, ... of the upper one."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    lower_uscc: Text
    upper_uscc: Text
    # one of branch, subsidiary, held, subordinate, minority; a line with another is named in the report, the rest is taken
    kind: Text
    ended: bool = False


class AffiliationImport(Body):
    """Relations as of a date, from a named source."""

    as_of: Moment
    source: Annotated[str, Field(min_length=1, max_length=200)]
    lines: Annotated[list[RelationLine], Field(max_length=1_000)] = []
    # CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns lower_uscc, upper_uscc, kind and perhaps ended, instead of lines
    file: Annotated[str, Field(max_length=2_000_000)] = ""


def _affiliations() -> affiliations_pb2_grpc.AffiliationsAsyncStub:
    return affiliations_pb2_grpc.AffiliationsStub(channel("registration"))


@router.post("/affiliation-imports", status_code=201)
async def import_affiliations(body: AffiliationImport, request: Request) -> dict[str, Any]:
    """The secretariat imports relations; the answer names each line that was not taken, and why (rule B8)."""
    signed_in(request)
    message = to_message(body, affiliations_pb2.ImportAffiliationsRequest())
    return as_json(await call(_affiliations().ImportAffiliations, message, request))


@router.get("/organisations/{uscc}/affiliations")
async def get_affiliations(uscc: Text, request: Request) -> dict[str, Any]:
    """What an organisation belongs to, in force and by statement, for staff (rules B8, K1)."""
    signed_in(request)
    return as_json(
        await call(_affiliations().GetAffiliations, affiliations_pb2.GetAffiliationsRequest(uscc=uscc), request)
    )
