"""Authorisations to use the contest's logo (rules J1, J3, K1, K3)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.publicity.v1 import logo_authorisations_pb2, logo_authorisations_pb2_grpc
from fastapi import Query, Request, Response
from pydantic import Field

from chassis.mapping import enum_value
from chassis.spreadsheets.columns import LOGO_AUTHORISATIONS
from chassis.spreadsheets.words import LOGO_STATES
from gateway.rpc import call, channel

from ..body import (
    SEEN,
    SEEN_LINES,
    CountAsked,
    Identifier,
    PageSize,
    PageToken,
    RequestBody,
    TypedUscc,
    fill,
    page,
    to_message,
)
from ..lists import AS_FILE, MAX_PAGE, AskedFormat, every, in_beijing, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)
State = Literal["", "pending", "in_force", "expired", "withdrawn"]
LookedUp = Annotated[str, Query(max_length=200)]


class NewLogoAuthorisation(RequestBody, of=logo_authorisations_pb2.GrantLogoAuthorisationRequest):
    """An authorisation of a body to use the logo, for a scope and a term of whole days. All of it is public."""

    body_name: Annotated[str, Field(max_length=200), SEEN]
    body_uscc: TypedUscc = ""
    scope: Annotated[str, Field(max_length=10_000), SEEN_LINES]
    first_day: Annotated[str, Field(max_length=100)]
    last_day: Annotated[str, Field(max_length=100)]


class LogoAuthorisationWithdrawal(RequestBody, of=logo_authorisations_pb2.WithdrawLogoAuthorisationRequest):
    """The withdrawal of an authorisation; the reason is not published."""

    reason: Annotated[str, Field(max_length=10_000), SEEN_LINES]


def _logo_authorisations() -> logo_authorisations_pb2_grpc.LogoAuthorisationsAsyncStub:
    return logo_authorisations_pb2_grpc.LogoAuthorisationsStub(channel("publicity"))


@router.post("/logo-authorisations", status_code=201)
async def grant_logo_authorisation(
    request: Request, body: NewLogoAuthorisation
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Authorise a body to use the logo, by the committee; it is public at once (rules J1, J3, K1).

    Whatever is wrong with the name, the code, the scope and the term is refused together.
    """
    message = to_message(body, logo_authorisations_pb2.GrantLogoAuthorisationRequest())
    return await call(_logo_authorisations().GrantLogoAuthorisation, message, request)


@router.get("/logo-authorisations")
async def list_logo_authorisations(
    request: Request,
    state: State = "",
    text: LookedUp = "",
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> logo_authorisations_pb2.ListLogoAuthorisationsResponse:
    """List authorisations, for the committee and the secretariat (rules J3, K1).

    All and those withdrawn or expired come newest first, those in force by their last day, those pending by their first, and
    those that are found by a name in its order.
    """
    message = fill(logo_authorisations_pb2.ListLogoAuthorisationsRequest(text=text), state=state)
    return await call(
        _logo_authorisations().ListLogoAuthorisations, page(message, page_token, page_size, count=count), request
    )


@router.get("/logo-authorisations/file", **AS_FILE)
async def export_logo_authorisations(
    request: Request, state: State = "", text: LookedUp = "", file_format: AskedFormat = "xlsx"
) -> Response:
    """Return the authorisations of the list as a file (rules J3, K1, K3)."""

    async def authorisations(token: str) -> logo_authorisations_pb2.ListLogoAuthorisationsResponse:
        message = fill(logo_authorisations_pb2.ListLogoAuthorisationsRequest(text=text), state=state)
        return await call(_logo_authorisations().ListLogoAuthorisations, page(message, token, MAX_PAGE), request)

    def rows(answer: logo_authorisations_pb2.ListLogoAuthorisationsResponse) -> list[tuple[str, ...]]:
        return [_row(authorisation) for authorisation in answer.authorisations]

    lines = await every(authorisations, rows)
    return await list_file("logo-authorisations", LOGO_AUTHORISATIONS, lines, file_format)


def _row(authorisation: logo_authorisations_pb2.LogoAuthorisation) -> tuple[str, ...]:
    """Return the line of an authorisation in the columns of LOGO_AUTHORISATIONS."""
    use, withdrawn = authorisation.use, authorisation.HasField("withdrawn_at")
    return (
        authorisation.number,
        use.body_name,
        use.body_uscc,
        use.scope,
        use.first_day,
        use.last_day,
        LOGO_STATES[enum_value(authorisation.state, logo_authorisations_pb2.LogoAuthorisationState.DESCRIPTOR)],
        in_beijing(authorisation.granted_at),
        in_beijing(authorisation.withdrawn_at) if withdrawn else "",
        authorisation.withdrawal_reason,
    )


@router.get("/logo-authorisations/{authorisation_id}")
async def get_logo_authorisation(
    request: Request, authorisation_id: Identifier
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Return an authorisation, for the committee and the secretariat (rules J3, K1)."""
    message = logo_authorisations_pb2.GetLogoAuthorisationRequest(authorisation_id=authorisation_id)
    return await call(_logo_authorisations().GetLogoAuthorisation, message, request)


@router.post("/logo-authorisations/{authorisation_id}/withdrawal")
async def withdraw_logo_authorisation(
    request: Request, authorisation_id: Identifier, body: LogoAuthorisationWithdrawal
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Withdraw an authorisation at once, by the committee and with a reason; once, and within its term (rules J3, K1)."""
    message = to_message(
        body, logo_authorisations_pb2.WithdrawLogoAuthorisationRequest(), authorisation_id=authorisation_id
    )
    return await call(_logo_authorisations().WithdrawLogoAuthorisation, message, request)


@router.get("/logo-use")
async def look_up_logo_use(
    request: Request,
    text: LookedUp,
    page_size: PageSize = 50,
    page_token: PageToken = "",
    count: CountAsked = False,
) -> logo_authorisations_pb2.LookUpLogoAuthorisationsResponse:
    """Find the authorisations of a number, a credit code or a name, for anyone, in whatever state they are (rule J3).

    If none is found, nothing is known of an authorisation.
    """
    message = logo_authorisations_pb2.LookUpLogoAuthorisationsRequest(text=text)
    return await call(
        _logo_authorisations().LookUpLogoAuthorisations, page(message, page_token, page_size, count=count), request
    )
