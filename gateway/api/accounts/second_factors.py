"""Second factors: one's own, and their reset by two persons (rule K1)."""

from __future__ import annotations

import json
from typing import Annotated, Any

from dasai.accounts.v1 import second_factors_pb2, second_factors_pb2_grpc
from fastapi import Path, Request
from pydantic import AfterValidator, Field, RootModel

from gateway.rpc import call, channel

from ..body import SEEN, SEEN_LINES, CountAsked, Empty, Identifier, PageSize, PageToken, RequestBody, page
from ..router import ApiRouter
from .accounts import Reason
from .sessions import SecondFactorCode, short_credential

router = ApiRouter(__name__)
PasskeyId = Annotated[str, Path(min_length=1, max_length=1_400, pattern=r"^[A-Za-z0-9_-]+$")]
# how the holder's identity was checked: long enough to say so
IdentityCheck = Annotated[str, Field(min_length=10, max_length=1_000), SEEN_LINES]


class SetUpBegin(RequestBody, of=second_factors_pb2.BeginSetUpRequest):
    """A code of the present second factor, if it is to be replaced."""

    code: Annotated[str, Field(max_length=100)] = ""


class NewPasskey(RequestBody, of=second_factors_pb2.AddPasskeyRequest):
    """The browser's answer to the challenge, WebAuthn's RegistrationResponseJSON, and the holder's name for the passkey."""

    name: Annotated[str, Field(min_length=1, max_length=60), SEEN]
    credential: Annotated[dict[str, Any], AfterValidator(short_credential)]


class PasskeyOptions(RootModel[dict[str, Any]]):
    """The options with which a browser makes or uses a passkey, in WebAuthn's form: PublicKeyCredential...OptionsJSON.

    Its form is WebAuthn's, and browsers read it.
    """


class SecondFactorResetBody(RequestBody, of=second_factors_pb2.RequestResetRequest):
    """Why a second factor is to be reset, and how the holder's identity was checked; without numbers of identity papers."""

    reason: Reason
    identity_check: IdentityCheck


def _factors() -> second_factors_pb2_grpc.SecondFactorsAsyncStub:
    return second_factors_pb2_grpc.SecondFactorsStub(channel("accounts"))


async def own(request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Return one's own second factor; raise ProblemError."""
    return await call(_factors().GetOwn, second_factors_pb2.GetOwnSecondFactorRequest(), request)


async def begin(code: str, request: Request) -> second_factors_pb2.SetUpOffer:
    """Begin a set-up and return the secret; raise ProblemError."""
    return await call(_factors().BeginSetUp, second_factors_pb2.BeginSetUpRequest(code=code), request)


async def confirm(code: str, request: Request) -> second_factors_pb2.RecoveryCodes:
    """Confirm a set-up in the session of the request and return the recovery codes; raise ProblemError."""
    session = request.state.session
    message = second_factors_pb2.ConfirmSetUpRequest(code=code, session_id=session.session_id)
    answer = await call(_factors().ConfirmSetUp, message, request)
    request.app.state.sessions.forget_accounts({session.account_id})
    return answer


async def renew(code: str, request: Request) -> second_factors_pb2.RecoveryCodes:
    """Replace one's recovery codes and return the new ones; raise ProblemError."""
    message = second_factors_pb2.RenewRecoveryCodesRequest(code=code)
    return await call(_factors().RenewRecoveryCodes, message, request)


async def remove(code: str, request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Remove one's second factor; raise ProblemError."""
    message = second_factors_pb2.RemoveOwnSecondFactorRequest(code=code)
    answer = await call(_factors().RemoveOwn, message, request)
    request.app.state.sessions.forget_accounts({request.state.session.account_id})
    return answer


async def remove_own_passkey(passkey_id: str, code: str, request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Remove one of one's passkeys; raise ProblemError."""
    message = second_factors_pb2.RemovePasskeyRequest(passkey_id=passkey_id, code=code)
    return await call(_factors().RemovePasskey, message, request)


async def acknowledge(request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Note that one has read of the reset; raise ProblemError."""
    answer = await call(_factors().AcknowledgeReset, second_factors_pb2.AcknowledgeResetRequest(), request)
    request.app.state.sessions.forget_accounts({request.state.session.account_id})
    return answer


@router.get("/accounts/me/second-factor")
async def get_own_second_factor(request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Return one's own second factor: if it is set up or demanded, recovery codes left, if it was reset (K1)."""
    return await own(request)


@router.post("/accounts/me/second-factor/setup")
async def begin_second_factor(body: SetUpBegin, request: Request) -> second_factors_pb2.SetUpOffer:
    """Begin to set up an authenticator; the answer has its secret, shown this once, good for half an hour (rule K1).

    To replace a second factor, give a code of the present one.
    """
    return await begin(body.code, request)


@router.post("/accounts/me/second-factor/confirmation")
async def confirm_second_factor(body: SecondFactorCode, request: Request) -> second_factors_pb2.RecoveryCodes:
    """Confirm the set-up with a code of the authenticator; the answer has ten recovery codes, shown this once (rule K1)."""
    return await confirm(body.code, request)


@router.post("/accounts/me/second-factor/recovery-codes")
async def renew_recovery_codes(body: SecondFactorCode, request: Request) -> second_factors_pb2.RecoveryCodes:
    """Make ten new recovery codes, shown this once; the old ones are void (rule K1)."""
    return await renew(body.code, request)


@router.post("/accounts/me/second-factor/removal")
async def remove_own_second_factor(body: SecondFactorCode, request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Remove one's own second factor, unless one's roles demand one (rule K1)."""
    return await remove(body.code, request)


@router.post("/accounts/me/second-factor/passkeys/options")
async def begin_passkey(body: SecondFactorCode, request: Request) -> PasskeyOptions:
    """Begin to add a passkey to one's second factor; the answer is for `navigator.credentials.create` (rule K1).

    It is good for five minutes.

    Refused with PASSKEYS_NOT_OFFERED unless the platform's address is set.
    """
    message = second_factors_pb2.BeginPasskeyRequest(code=body.code, session_id=request.state.session.session_id)
    return PasskeyOptions.model_validate_json((await call(_factors().BeginPasskey, message, request)).options)


@router.post("/accounts/me/second-factor/passkeys", status_code=201)
async def add_passkey(body: NewPasskey, request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Add the passkey that the browser made; it is good in place of a code (rule K1)."""
    message = second_factors_pb2.AddPasskeyRequest(
        session_id=request.state.session.session_id, name=body.name, credential=json.dumps(body.credential)
    )
    return await call(_factors().AddPasskey, message, request)


@router.post("/accounts/me/second-factor/passkeys/{passkey_id}/removal")
async def remove_passkey(
    passkey_id: PasskeyId, body: SecondFactorCode, request: Request
) -> second_factors_pb2.OwnSecondFactor:
    """Remove a passkey (rule K1)."""
    return await remove_own_passkey(passkey_id, body.code, request)


@router.post("/sessions/current/passkey/options")
async def begin_passkey_use(body: Empty, request: Request) -> PasskeyOptions:
    """Begin to give a passkey in place of a code; the answer is for `navigator.credentials.get` (rule K1)."""
    message = second_factors_pb2.BeginPasskeyUseRequest(session_id=request.state.session.session_id)
    return PasskeyOptions.model_validate_json((await call(_factors().BeginPasskeyUse, message, request)).options)


@router.post("/accounts/me/second-factor/reset-acknowledgement")
async def acknowledge_second_factor_reset(body: Empty, request: Request) -> second_factors_pb2.OwnSecondFactor:
    """Note that one has read that somebody else had the second factor removed (rule K1)."""
    return await acknowledge(request)


@router.post("/accounts/{account_id}/second-factor-reset", status_code=201)
async def request_second_factor_reset(
    account_id: Identifier, body: SecondFactorResetBody, request: Request
) -> second_factors_pb2.SecondFactorResetRequest:
    """Request that a second factor be reset, by whoever administers the account and checked who asks; for 72 hours (K1)."""
    message = second_factors_pb2.RequestResetRequest(
        account_id=account_id, reason=body.reason, identity_check=body.identity_check
    )
    return await call(_factors().RequestReset, message, request)


@router.post("/accounts/{account_id}/second-factor-reset/approval")
async def approve_second_factor_reset(
    account_id: Identifier, body: Empty, request: Request
) -> second_factors_pb2.SecondFactorResetRequest:
    """Approve a reset as a second person: the factor is removed, the account's sessions end, its holder is told (rule K1)."""
    message = second_factors_pb2.ApproveResetRequest(account_id=account_id)
    answer = await call(_factors().ApproveReset, message, request)
    request.app.state.sessions.forget_accounts({account_id})
    return answer


@router.post("/accounts/{account_id}/second-factor-reset/rejection")
async def reject_second_factor_reset(
    account_id: Identifier, body: Empty, request: Request
) -> second_factors_pb2.SecondFactorResetRequest:
    """Reject a request to reset a second factor, or withdraw it; the holder may too (rule K1)."""
    message = second_factors_pb2.RejectResetRequest(account_id=account_id)
    return await call(_factors().RejectReset, message, request)


@router.get("/second-factor-resets")
async def list_second_factor_resets(
    request: Request, page_token: PageToken = "", page_size: PageSize = 50, count: CountAsked = False
) -> second_factors_pb2.ListResetRequestsResponse:
    """List the open requests to reset second factors that one may decide on or has made, the newest first (rule K1)."""
    message = page(second_factors_pb2.ListResetRequestsRequest(), page_token, page_size, count=count)
    return await call(_factors().ListResetRequests, message, request)
