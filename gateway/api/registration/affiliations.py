"""Relations between organisations (rule B8)."""

from __future__ import annotations

from typing import Annotated

from dasai.registration.v1 import affiliations_pb2, affiliations_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.spreadsheets.columns import AFFILIATIONS
from chassis.spreadsheets.words import RELATIONS, yes_or_no
from gateway.rpc import call, channel

from ..body import SEEN, Moment, RawText, RequestBody, TypedUscc, page, to_message
from ..lists import AS_FILE, MAX_PAGE, AskedFormat, every, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)


class RelationLine(RequestBody, of=affiliations_pb2.RelationLine):
    """A line of an import: the lower organisation is a branch, subsidiary, ... of the upper organisation."""

    line: Annotated[int, Field(ge=1, le=2**31 - 1)]
    lower_uscc: TypedUscc
    upper_uscc: TypedUscc
    # branch, subsidiary, held, subordinate or minority; the answer names a line with another kind and imports the rest
    kind: RawText
    ended: bool = False


class AffiliationImport(RequestBody, of=affiliations_pb2.ImportAffiliationsRequest):
    """Relations as of a date, from a named source."""

    as_of: Moment
    source: Annotated[str, Field(min_length=1, max_length=200), SEEN]
    lines: Annotated[list[RelationLine], Field(max_length=1_000)] = []
    # instead of lines: CSV (UTF-8 or GB 18030) or XLSX in base64, columns lower_uscc, upper_uscc, kind and optionally ended
    file: Annotated[str, Field(max_length=2_000_000)] = ""
    dry_run: bool = False


def _affiliations() -> affiliations_pb2_grpc.AffiliationsAsyncStub:
    return affiliations_pb2_grpc.AffiliationsStub(channel("registration"))


@router.post("/affiliation-imports", status_code=201)
async def import_affiliations(body: AffiliationImport, request: Request) -> affiliations_pb2.ImportAffiliationsResponse:
    """Import relations, by the secretariat; return each line that was not imported, with the reason (rule B8)."""
    message = to_message(body, affiliations_pb2.ImportAffiliationsRequest())
    return await call(_affiliations().ImportAffiliations, message, request)


@router.get("/affiliations/file", **AS_FILE)
async def export_affiliations(request: Request, file_format: AskedFormat = "xlsx") -> Response:
    """Return the relations in force as a file, in the columns of their import, for the secretariat (rules B8, K3)."""

    async def relations(token: str) -> affiliations_pb2.ListRelationsResponse:
        message = page(affiliations_pb2.ListRelationsRequest(), token, MAX_PAGE)
        return await call(_affiliations().ListRelations, message, request)

    def rows(answer: affiliations_pb2.ListRelationsResponse) -> list[tuple[str, ...]]:
        return [
            (line.lower_uscc, line.upper_uscc, RELATIONS[line.kind], yes_or_no(line.ended)) for line in answer.lines
        ]

    return await list_file("affiliations", AFFILIATIONS, await every(relations, rows), file_format)


@router.get("/organisations/{uscc}/affiliations")
async def get_affiliations(uscc: TypedUscc, request: Request) -> affiliations_pb2.OrganisationAffiliations:
    """Return an organisation's relations in force and every statement, for staff (rules B8, K1)."""
    return await call(_affiliations().GetAffiliations, affiliations_pb2.GetAffiliationsRequest(uscc=uscc), request)
