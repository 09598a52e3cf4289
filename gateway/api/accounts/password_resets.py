"""Password resets by one-time links (rule K1).

The code of a link is in no path and no query, which are logged: pages carry it behind `#`, which browsers do not send, and in
the body of a form.
"""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import password_resets_pb2, password_resets_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel
from gateway.throttle import count_password_reset, hashing

from ..body import Identifier, RawText, RequestBody
from ..router import ApiRouter
from .second_factors import IdentityCheck
from .sessions import Password

router = ApiRouter(__name__)


class ResetLinkRequest(RequestBody, of=password_resets_pb2.RequestLinkRequest):
    """The login name of the account whose password is forgotten."""

    login: RawText


class HandedReset(RequestBody, of=password_resets_pb2.HandLinkRequest):
    """A record of how the identity of whoever asks for the link was checked, without numbers of identity papers."""

    identity_check: IdentityCheck


class ResetPassword(RequestBody, of=password_resets_pb2.UseLinkRequest):
    """The code of a link, and the new password."""

    code: Annotated[str, Field(min_length=1, max_length=100)]
    new_password: Password


def _resets() -> password_resets_pb2_grpc.PasswordResetsAsyncStub:
    return password_resets_pb2_grpc.PasswordResetsStub(channel("accounts"))


async def ask(login: str, request: Request) -> password_resets_pb2.RequestLinkResponse:
    """Request a link; raise ProblemError."""
    return await call(_resets().RequestLink, password_resets_pb2.RequestLinkRequest(login=login), request)


async def use(code: str, new_password: str, request: Request) -> None:
    """Set a new password by a link; raise ProblemError."""
    message = password_resets_pb2.UseLinkRequest(code=code, new_password=new_password)
    with hashing(request):
        answer = await call(_resets().UseLink, message, request)
    request.app.state.sessions.forget_accounts({answer.account_id})


@router.post("/password-resets", status_code=202)
async def request_password_link(body: ResetLinkRequest, request: Request) -> password_resets_pb2.RequestLinkResponse:
    """Request a link by e-mail, good once and for 30 minutes; the answer is the same whoever has the login name, or nobody (K1).

    `by_mail` is false if the platform sends no e-mail: then whoever administers the account hands a link over.
    """
    await count_password_reset(request)
    return await ask(body.login, request)


@router.post("/password-resets/completion", status_code=204)
async def reset_password(body: ResetPassword, request: Request) -> None:
    """Set a new password by a link, once; all sessions and tokens end, and a second factor is asked for as before (rule K1)."""
    await count_password_reset(request)
    await use(body.code, body.new_password, request)


@router.post("/accounts/{account_id}/password-reset", status_code=201)
async def hand_password_link(
    account_id: Identifier, body: HandedReset, request: Request
) -> password_resets_pb2.HandedLink:
    """Make a link that one hands to the holder of an account that one administers, after checking who asks (rule K1).

    The answer has its code, shown this once: `/password-reset#<code>`. It is good once, for 24 hours.
    """
    message = password_resets_pb2.HandLinkRequest(account_id=account_id, identity_check=body.identity_check)
    return await call(_resets().HandLink, message, request)
