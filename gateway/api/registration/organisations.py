"""Organisations and their credit (rules B1, B3)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.registration.v1 import organisations_pb2, organisations_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.spreadsheets.columns import CREDIT_LISTS
from gateway.rpc import call, channel

from ..body import Moment, RawText, RequestBody, Text, TypedUscc, page, to_message
from ..lists import AS_FILE, MAX_PAGE, AskedFormat, every, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)
CreditListName = Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"]


class CreditListEntry(RequestBody, of=organisations_pb2.CreditListEntry):
    """An organisation on a list."""

    uscc: TypedUscc
    name: RawText


class CreditListImport(RequestBody, of=organisations_pb2.ImportCreditListRequest):
    """A credit list as of a date (rule B3)."""

    list_: Annotated[CreditListName, Field(alias="list")]
    as_of: Moment
    source: Text
    complete: bool = False
    # the faulty lines of earlier parts of this date are left out on purpose
    waive_faults: bool = False
    entries: Annotated[list[CreditListEntry], Field(max_length=5_000)] = []
    # instead of entries: CSV (UTF-8 or GB 18030) or XLSX in base64, with the columns uscc and name
    file: Annotated[str, Field(max_length=2_000_000)] = ""
    dry_run: bool = False


def _organisations() -> organisations_pb2_grpc.OrganisationsAsyncStub:
    return organisations_pb2_grpc.OrganisationsStub(channel("registration"))


@router.post("/credit-lists", status_code=201)
async def import_credit_list(body: CreditListImport, request: Request) -> organisations_pb2.ImportCreditListResponse:
    """Import a credit list, by the secretariat; return each line that was not imported, with the reason (rule B3)."""
    message = to_message(body, organisations_pb2.ImportCreditListRequest())
    return await call(_organisations().ImportCreditList, message, request)


@router.get("/credit-lists/{credit_list}/file", **AS_FILE)
async def export_credit_list(
    credit_list: CreditListName, request: Request, file_format: AskedFormat = "xlsx"
) -> Response:
    """Return whom a credit list bars today as a file, in the columns of its import, for the secretariat (rules B3, K3)."""

    async def entries(token: str) -> organisations_pb2.ListCreditEntriesResponse:
        message = organisations_pb2.ListCreditEntriesRequest(list=f"CREDIT_LIST_{credit_list.upper()}")
        return await call(_organisations().ListCreditEntries, page(message, token, MAX_PAGE), request)

    def rows(answer: organisations_pb2.ListCreditEntriesResponse) -> list[tuple[str, ...]]:
        return [(entry.uscc, entry.name) for entry in answer.entries]

    return await list_file(f"credit-list-{credit_list}", CREDIT_LISTS, await every(entries, rows), file_format)


@router.get("/organisations")
async def search_organisations(
    request: Request,
    query: Annotated[str, Field(min_length=1, max_length=100)],
    page_size: Annotated[int, Field(ge=1, le=50)] = 20,
) -> organisations_pb2.SearchOrganisationsResponse:
    """List organisations by the beginning of a code or of a name, for staff (rules B1, B3)."""
    message = organisations_pb2.SearchOrganisationsRequest(query=query, page_size=page_size)
    return await call(_organisations().SearchOrganisations, message, request)


@router.get("/organisations/{uscc}")
async def get_organisation(uscc: TypedUscc, request: Request) -> organisations_pb2.OrganisationRecord:
    """Return an organisation with its listings, for staff (rule B3)."""
    return await call(_organisations().GetOrganisation, organisations_pb2.GetOrganisationRequest(uscc=uscc), request)
