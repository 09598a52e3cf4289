"""Organisations and their credit (rules B1, B3)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.registration.v1 import service_pb2 as pb
from dasai.registration.v1 import service_pb2_grpc as stubs
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in

from ..body import Body, Moment, Text, to_message

router = APIRouter(prefix="/api/v1", tags=["registration"])


class CreditListEntry(Body):
    """An organisation on a list."""

    uscc: Text
    name: Text


class CreditList(Body):
    """A credit list as of a date (rule B3)."""

    list_: Annotated[
        Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"],
        Field(alias="list"),
    ]
    as_of: Moment
    source: Text
    complete: bool = False
    entries: Annotated[list[CreditListEntry], Field(min_length=1, max_length=5_000)]


def _organisations() -> Any:
    return stubs.OrganisationsStub(channel("registration"))


@router.post("/credit-lists", status_code=201)
async def import_credit_list(body: CreditList, request: Request) -> dict[str, Any]:
    """The secretariat imports a credit list (rule B3)."""
    signed_in(request)
    message = to_message(body, pb.ImportCreditListRequest())
    return as_json(await call(_organisations().ImportCreditList, message, request))


@router.get("/organisations/{uscc}")
async def get_organisation(uscc: Text, request: Request) -> dict[str, Any]:
    """An organisation and its listings, for staff (rule B3)."""
    signed_in(request)
    return as_json(await call(_organisations().GetOrganisation, pb.GetOrganisationRequest(uscc=uscc), request))
