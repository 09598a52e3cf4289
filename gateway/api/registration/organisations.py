"""Organisations and their credit (rules B1, B3)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.registration.v1 import organisations_pb2, organisations_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Moment, RawText, RequestBody, Text, TypedUscc, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class CreditListEntry(RequestBody):
    """An organisation on a list."""

    uscc: TypedUscc
    name: RawText


class CreditListImport(RequestBody):
    """A credit list as of a date (rule B3)."""

    list_: Annotated[
        Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"],
        Field(alias="list"),
    ]
    as_of: Moment
    source: Text
    complete: bool = False
    # the faulty lines of earlier parts of this date are left out on purpose
    waive_faults: bool = False
    entries: Annotated[list[CreditListEntry], Field(max_length=5_000)] = []
    # instead of entries: CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns uscc and name
    file: Annotated[str, Field(max_length=2_000_000)] = ""


def _organisations() -> organisations_pb2_grpc.OrganisationsAsyncStub:
    return organisations_pb2_grpc.OrganisationsStub(channel("registration"))


@router.post("/credit-lists", status_code=201)
async def import_credit_list(body: CreditListImport, request: Request) -> dict[str, Any]:
    """Import a credit list, by the secretariat; return each line that was not imported, with the reason (rule B3)."""
    signed_in(request)
    message = to_message(body, organisations_pb2.ImportCreditListRequest())
    return as_json(await call(_organisations().ImportCreditList, message, request))


@router.get("/organisations")
async def search_organisations(
    request: Request,
    query: Annotated[str, Field(min_length=1, max_length=100)],
    page_size: Annotated[int, Field(ge=1, le=50)] = 20,
) -> dict[str, Any]:
    """List organisations by the beginning of a code or of a name, for staff (rules B1, B3)."""
    signed_in(request)
    message = organisations_pb2.SearchOrganisationsRequest(query=query, page_size=page_size)
    return as_json(await call(_organisations().SearchOrganisations, message, request))


@router.get("/organisations/{uscc}")
async def get_organisation(uscc: TypedUscc, request: Request) -> dict[str, Any]:
    """Return an organisation with its listings, for staff (rule B3)."""
    signed_in(request)
    return as_json(
        await call(_organisations().GetOrganisation, organisations_pb2.GetOrganisationRequest(uscc=uscc), request)
    )
