"""Single sign-on by identity providers (rule K1)."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from dasai.accounts.v1 import sessions_pb2, sign_on_pb2, sign_on_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from gateway.admission.address import public_address
from gateway.auth.cookies import ATTEMPT, device_token_of, set_sign_on_cookie, value_of
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.settings import gateway_settings
from gateway.throttle import address_of, count_sign_on, count_sign_up

from ..body import Identifier, RequestBody, to_message
from ..router import ApiRouter
from .sessions import device_of

router = ApiRouter(__name__)
ProviderId = Annotated[str, Field(min_length=1, max_length=40)]
# the provider sends the browser back here
RETURN = "/sign-on/return"
# the providers, and when they were asked for; for how long they are shown, and how long anybody waits for them, seconds
_providers: tuple[float, list[sign_on_pb2.IdentityProvider]] = (float("-inf"), [])
_FRESH, _PATIENCE = 60.0, 1.0
# a provider may be slow: so many sign-ons of this process wait at once, and the others here, without a thread of accounts
_UNDER_WAY = asyncio.Semaphore(4)


class NewIdentity(RequestBody, of=sign_on_pb2.BeginSignOnRequest):
    """The provider of an identity to link; staff give the one-time code that they got."""

    provider_id: ProviderId
    code: Annotated[
        str, Field(max_length=100, description="The link code that staff got; empty for a participant.")
    ] = ""


class NewLinkCode(RequestBody, of=sign_on_pb2.MakeLinkCodeRequest):
    """The provider of which the holder of a staff account is to link an identity."""

    provider_id: ProviderId


def _sign_on() -> sign_on_pb2_grpc.SignOnAsyncStub:
    return sign_on_pb2_grpc.SignOnStub(channel("accounts"))


async def providers(request: Request) -> list[sign_on_pb2.IdentityProvider]:
    """Return the identity providers, asked for once a minute; while accounts is away, those that are known."""
    global _providers
    asked_at, known = _providers
    if time.monotonic() - asked_at > _FRESH:
        _providers = time.monotonic(), known  # who comes meanwhile does not wait
        message = sign_on_pb2.ListProvidersRequest()
        try:
            answer = await call(_sign_on().ListProviders, message, request, key="providers", seconds=_PATIENCE)
        except ProblemError:
            _providers = time.monotonic() - _FRESH + _PATIENCE * 5, known  # ask again soon
        else:
            known = list(answer.providers)
            _providers = time.monotonic(), known
    return known


async def begin(
    provider_id: str, purpose: str, request: Request, *, link_code: str = "", next_page: str = ""
) -> sign_on_pb2.BeginSignOnResponse:
    """Return where the browser is to go and what it keeps; raise ProblemError, also if its address goes too often (rule K1)."""
    await count_sign_on(request)
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


async def complete(
    request: Request, *, state: str, code: str, issuer: str, error: str
) -> sign_on_pb2.CompleteSignOnResponse:
    """Take what the browser came back with; raise ProblemError, also if its address comes too often (rule K1)."""
    await count_sign_on(request)
    session = request.state.session
    message = sign_on_pb2.CompleteSignOnRequest(
        attempt=value_of(request, ATTEMPT),
        state=state,
        code=code,
        issuer=issuer,
        error=error,
        session_id=session.session_id if session is not None else "",
        address=address_of(request),
        device=device_of(request),
        device_token=device_token_of(request),
    )
    async with _UNDER_WAY:
        return await call(_sign_on().CompleteSignOn, message, request)


async def open_account(
    message: sign_on_pb2.OpenAccountBySignOnRequest, request: Request
) -> sessions_pb2.SignInResponse:
    """Open an account for a proven identity, and return its first session; raise ProblemError, also if its address opens too many
    (rule K1)."""
    await count_sign_up(request)
    message.address, message.device = address_of(request), device_of(request)
    message.device_token = device_token_of(request)
    return await call(_sign_on().OpenAccountBySignOn, message, request)


async def identities(request: Request) -> sign_on_pb2.ListIdentitiesResponse:
    """Return the identities that are linked to the account that is signed in; raise ProblemError."""
    return await call(_sign_on().ListIdentities, sign_on_pb2.ListIdentitiesRequest(), request)


async def unlink(provider_id: str, request: Request) -> None:
    """Unlink an identity from the account that is signed in; raise ProblemError."""
    await call(_sign_on().UnlinkIdentity, sign_on_pb2.UnlinkIdentityRequest(provider_id=provider_id), request)


@router.get("/identity-providers")
async def list_providers(request: Request) -> sign_on_pb2.ListProvidersResponse:
    """List the identity providers by which one may sign in: `/sign-on/{provider_id}` in a browser (rule K1)."""
    return sign_on_pb2.ListProvidersResponse(providers=await providers(request))


@router.get("/identities")
async def list_identities(request: Request) -> sign_on_pb2.ListIdentitiesResponse:
    """List the identities that are linked to one's own account (rule K1)."""
    return await identities(request)


@router.post("/identities")
async def link_identity(body: NewIdentity, request: Request, response: Response) -> sign_on_pb2.BeginSignOnResponse:
    """Begin to link an identity to one's own account: the browser goes on to `authorization_url` (rule K1).

    Participants link by themselves; staff need a one-time code of whoever administers their account.
    """
    begun = await begin(body.provider_id, "link", request, link_code=body.code)
    set_sign_on_cookie(response, ATTEMPT, begun.attempt)
    return begun


@router.delete("/identities/{provider_id}", status_code=204)
async def unlink_identity(provider_id: ProviderId, request: Request) -> None:
    """Unlink an identity from one's own account, if one can sign in without it; the sessions that began by it end (rule K1)."""
    await unlink(provider_id, request)


@router.post("/accounts/{account_id}/link-codes", status_code=201)
async def make_link_code(
    account_id: Identifier, body: NewLinkCode, request: Request
) -> sign_on_pb2.MakeLinkCodeResponse:
    """Make the one-time code by which the holder of a staff account links an identity; shown this once, good for 72 hours.

    It is made by whoever administers the account; nobody links a staff account alone (rule K1).
    """
    message = to_message(body, sign_on_pb2.MakeLinkCodeRequest(), account_id=account_id)
    return await call(_sign_on().MakeLinkCode, message, request)
