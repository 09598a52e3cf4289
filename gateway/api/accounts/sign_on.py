"""Single sign-on by identity providers (rule K1)."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any

from dasai.accounts.v1 import sessions_pb2, sign_on_pb2, sign_on_pb2_grpc
from fastapi import APIRouter, Request, Response
from pydantic import Field

from gateway.admission.address import public_address
from gateway.auth.cookies import ATTEMPT_COOKIE, set_sign_on_cookie
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in
from gateway.settings import gateway_settings
from gateway.throttle import address_of

from ..body import Identifier, RequestBody, to_message
from .sessions import device_of

router = APIRouter(prefix="/api/v1", tags=["accounts"])
ProviderId = Annotated[str, Field(min_length=1, max_length=40)]
# the provider sends the browser back here
RETURN = "/sign-on/return"
# the providers, and when they were asked for; for how long they are shown, and how long anybody waits for them, seconds
_providers: list[Any] = [float("-inf"), []]
_FRESH, _PATIENCE = 60.0, 1.0
# a provider may be slow: so many sign-ons of this process wait at once, and the others here, without a thread of accounts
_UNDER_WAY = asyncio.Semaphore(4)


class NewIdentity(RequestBody):
    """The provider of an identity to link; staff give the one-time code that they got."""

    provider_id: ProviderId
    code: Annotated[str, Field(max_length=100)] = ""


class NewLinkCode(RequestBody):
    """The provider of which the holder of a staff account is to link an identity."""

    provider_id: ProviderId


def _sign_on() -> sign_on_pb2_grpc.SignOnAsyncStub:
    return sign_on_pb2_grpc.SignOnStub(channel("accounts"))


async def providers(request: Request) -> list[dict[str, Any]]:
    """Return the identity providers, asked for once a minute; while accounts is away, those that are known."""
    if time.monotonic() - _providers[0] > _FRESH:
        _providers[0] = time.monotonic()  # who comes meanwhile does not wait
        message = sign_on_pb2.ListProvidersRequest()
        try:
            answer = await call(_sign_on().ListProviders, message, request, key="providers", seconds=_PATIENCE)
        except ProblemError:
            _providers[0] = time.monotonic() - _FRESH + _PATIENCE * 5  # ask again soon
        else:
            _providers[1] = as_json(answer)["providers"]
    return list(_providers[1])


async def begin(
    provider_id: str, purpose: str, request: Request, *, link_code: str = "", next_page: str = ""
) -> sign_on_pb2.BeginSignOnResponse:
    """Return where the browser is to go and what it keeps; raise ProblemError."""
    session = request.state.session
    message = sign_on_pb2.BeginSignOnRequest(
        provider_id=provider_id,
        purpose=f"SIGN_ON_PURPOSE_{purpose.upper()}",
        redirect_uri=public_address(request.scope, gateway_settings().public_url) + RETURN,
        session_id=session.session_id if session is not None else "",
        link_code=link_code,
        next_page=next_page,
    )
    async with _UNDER_WAY:
        return await call(_sign_on().BeginSignOn, message, request)


async def complete(request: Request, *, state: str, code: str, issuer: str, error: str) -> Any:
    """Take what the browser came back with; raise ProblemError."""
    session = request.state.session
    message = sign_on_pb2.CompleteSignOnRequest(
        attempt=request.cookies.get(ATTEMPT_COOKIE, ""),
        state=state,
        code=code,
        issuer=issuer,
        error=error,
        session_id=session.session_id if session is not None else "",
        address=address_of(request),
        device=device_of(request),
    )
    async with _UNDER_WAY:
        return await call(_sign_on().CompleteSignOn, message, request)


async def open_account(
    message: sign_on_pb2.OpenAccountBySignOnRequest, request: Request
) -> sessions_pb2.SignInResponse:
    """Open an account for a proven identity, and return its first session; raise ProblemError."""
    message.address, message.device = address_of(request), device_of(request)
    return await call(_sign_on().OpenAccountBySignOn, message, request)


async def identities(request: Request) -> list[dict[str, Any]]:
    """Return the identities that are linked to the account that is signed in; raise ProblemError."""
    answer = await call(_sign_on().ListIdentities, sign_on_pb2.ListIdentitiesRequest(), request)
    return list(as_json(answer)["identities"])


async def unlink(provider_id: str, request: Request) -> None:
    """Unlink an identity from the account that is signed in; raise ProblemError."""
    await call(_sign_on().UnlinkIdentity, sign_on_pb2.UnlinkIdentityRequest(provider_id=provider_id), request)


@router.get("/identity-providers")
async def list_providers(request: Request) -> dict[str, Any]:
    """List the identity providers by which one may sign in: `/sign-on/{provider_id}` in a browser (rule K1)."""
    return {"providers": await providers(request)}


@router.get("/identities")
async def list_identities(request: Request) -> dict[str, Any]:
    """List the identities that are linked to one's own account (rule K1)."""
    signed_in(request)
    return {"identities": await identities(request)}


@router.post("/identities")
async def link_identity(body: NewIdentity, request: Request, response: Response) -> dict[str, Any]:
    """Begin to link an identity to one's own account: the browser goes on to `authorization_url` (rule K1).

    Participants link by themselves; staff need a one-time code of whoever administers their account.
    """
    signed_in(request)
    begun = await begin(body.provider_id, "link", request, link_code=body.code)
    set_sign_on_cookie(response, ATTEMPT_COOKIE, begun.attempt)
    return {"authorization_url": begun.authorization_url}


@router.delete("/identities/{provider_id}", status_code=204)
async def unlink_identity(provider_id: ProviderId, request: Request) -> None:
    """Unlink an identity from one's own account, if one can sign in without it; the sessions that began by it end (rule K1)."""
    signed_in(request)
    await unlink(provider_id, request)


@router.post("/accounts/{account_id}/link-codes", status_code=201)
async def make_link_code(account_id: Identifier, body: NewLinkCode, request: Request) -> dict[str, Any]:
    """Make the one-time code by which the holder of a staff account links an identity; shown this once, good for 72 hours.

    It is made by whoever administers the account; nobody links a staff account alone (rule K1).
    """
    signed_in(request)
    message = to_message(body, sign_on_pb2.MakeLinkCodeRequest(), account_id=account_id)
    return as_json(await call(_sign_on().MakeLinkCode, message, request))
