"""Sessions: signing in and out, and one's own sessions (rule K1)."""

from __future__ import annotations

import json
from typing import Annotated, Any

from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc
from fastapi import Request, Response
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from gateway.auth.cookies import delete_session_cookie, device_token_of, set_device_cookie, set_session_cookie
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.throttle import address_of, hashing

from ..body import Identifier, RawText, RequestBody
from ..router import ApiRouter, header

router = ApiRouter(__name__)
Password = Annotated[str, Field(max_length=200)]
# of what a browser says of itself, so much is kept
_DEVICE = 200


# what a browser answers for a passkey takes less, in characters of JSON
_CREDENTIAL = 20_000


def short_credential(credential: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser answers for a passkey; raise PydanticCustomError if it is longer than any."""
    if len(json.dumps(credential)) > _CREDENTIAL:
        raise PydanticCustomError("long", "This is longer than what a browser answers for a passkey.")
    return credential


class Credentials(RequestBody, of=sessions_pb2.SignInRequest):
    """A login name and its password."""

    login: RawText
    password: Password


class SecondFactorCode(RequestBody, of=sessions_pb2.GiveSecondFactorRequest):
    """A code of one's own authenticator, or a recovery code."""

    code: Annotated[str, Field(min_length=1, max_length=100)]


class PasskeyUse(RequestBody, of=sessions_pb2.GivePasskeyRequest):
    """The browser's answer to the challenge: WebAuthn's AuthenticationResponseJSON."""

    credential: Annotated[dict[str, Any], AfterValidator(short_credential)]


class NewPassword(RequestBody, of=sessions_pb2.ChangePasswordRequest):
    """The old password, and the new one."""

    old_password: Password
    new_password: Password


def _sessions() -> sessions_pb2_grpc.SessionsAsyncStub:
    return sessions_pb2_grpc.SessionsStub(channel("accounts"))


async def begin(login: str, password: str, request: Request) -> sessions_pb2.SignInResponse:
    """Sign in and return the new session with its token, which replaces the request's; raise ProblemError."""
    message = sessions_pb2.SignInRequest(
        login=login,
        password=password,
        address=address_of(request),
        device=device_of(request),
        device_token=device_token_of(request),
    )
    with hashing(request):
        signed = await call(_sessions().SignIn, message, request)
    await end_replaced(request)
    return signed


async def end_replaced(request: Request) -> None:
    """End the session in which somebody signed in anew: nobody goes on with it; raise ProblemError."""
    if request.state.session is None:
        return
    try:
        await end(request)
    except ProblemError as problem:
        if problem.status != 404:  # it has ended meanwhile
            raise


def set_cookies(response: Response, signed: sessions_pb2.SignInResponse) -> None:
    """Set the cookies of a new session and of its device."""
    set_session_cookie(response, signed.token)
    set_device_cookie(response, signed.device_token)


def device_of(request: Request) -> str:
    """Return how the browser or program names itself."""
    return request.headers.get("user-agent", "")[:_DEVICE].encode("ascii", "replace").decode()


async def end(request: Request) -> None:
    """End the session of the request."""
    session_id = request.state.session.session_id
    await call(_sessions().EndSession, sessions_pb2.EndSessionRequest(session_id=session_id), request)
    request.app.state.sessions.forget(session_id)


async def change(old: str, new: str, request: Request) -> sessions_pb2.Session:
    """Change the password of the account that is signed in; raise ProblemError."""
    session_id = request.state.session.session_id
    message = sessions_pb2.ChangePasswordRequest(old_password=old, new_password=new, session_id=session_id)
    with hashing(request):
        changed = await call(_sessions().ChangePassword, message, request)
    request.app.state.sessions.forget_accounts({changed.account_id})
    changed.current = True
    return changed


async def give_code(code: str, request: Request) -> sessions_pb2.Session:
    """Make the session of the request whole by a code of the second factor; raise ProblemError."""
    session_id = request.state.session.session_id
    message = sessions_pb2.GiveSecondFactorRequest(session_id=session_id, code=code)
    whole = await call(_sessions().GiveSecondFactor, message, request)
    request.app.state.sessions.forget(session_id)
    whole.current = True
    return whole


async def _give_passkey(credential: dict[str, Any], request: Request) -> sessions_pb2.Session:
    session_id = request.state.session.session_id
    message = sessions_pb2.GivePasskeyRequest(session_id=session_id, credential=json.dumps(credential))
    whole = await call(_sessions().GivePasskey, message, request)
    request.app.state.sessions.forget(session_id)
    whole.current = True
    return whole


@router.post(
    "/sessions",
    status_code=201,
    openapi_extra={"parameters": [header("Dasai-Device", "The `device_token` of the program's last sign-in.")]},
)
async def sign_in(body: Credentials, request: Request, response: Response) -> sessions_pb2.SignedIn:
    """Sign in; return a bearer token for programs, and the same token in a cookie for pages.

    Tries are delayed after the first ones, by device or network, by login name and by network: `TOO_MANY_TRIES`, `Retry-After`. A
    device that signed in before has a count of its own, and never waits for others' tries: browsers are known by their cookie, a
    program by the header `Dasai-Device` with the `device_token` of its last sign-in. A session in which the request is made ends.

    `pending` says what must be done before anything else: `password_change`, `second_factor`, `second_factor_setup`,
    `privacy_notice`, or `second_factor_reset`, which is to acknowledge that somebody else had the second factor removed.
    """
    signed = await begin(body.login, body.password, request)
    set_cookies(response, signed)
    return sessions_pb2.SignedIn(
        token=signed.token,
        account_id=signed.session.account_id,
        expires_at=signed.session.ends_at,
        pending=signed.session.pending,
        device_token=signed.device_token,
    )


@router.post("/sessions/current/second-factor")
async def give_second_factor(body: SecondFactorCode, request: Request) -> sessions_pb2.Session:
    """Give a code of one's second factor, or a recovery code, so that the session is good for everything (rule K1)."""
    return await give_code(body.code, request)


@router.post("/sessions/current/passkey")
async def give_passkey(body: PasskeyUse, request: Request) -> sessions_pb2.Session:
    """Give a passkey of one's second factor, as `/sessions/current/passkey/options` asks for it, in place of a code (rule K1)."""
    return await _give_passkey(body.credential, request)


@router.get("/sessions")
async def list_sessions(request: Request) -> sessions_pb2.ListSessionsResponse:
    """List one's own sessions, the newest first; `current` is the one that asks."""
    answer = await call(_sessions().ListSessions, sessions_pb2.ListSessionsRequest(), request)
    for session in answer.sessions:
        session.current = session.session_id == request.state.session.session_id
    return answer


@router.delete("/sessions/current", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Sign out."""
    await end(request)
    delete_session_cookie(response)


@router.delete("/sessions/others")
async def end_other_sessions(request: Request) -> sessions_pb2.EndSessionResponse:
    """End all of one's own sessions but the one that asks; `ended` says how many."""
    message = sessions_pb2.EndOtherSessionsRequest(session_id=request.state.session.session_id)
    return await call(_sessions().EndOtherSessions, message, request)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: Identifier, request: Request) -> None:
    """End one of one's own sessions."""
    await call(_sessions().EndSession, sessions_pb2.EndSessionRequest(session_id=session_id), request)
    request.app.state.sessions.forget(session_id)


@router.post("/accounts/me/password")
async def change_password(body: NewPassword, request: Request) -> sessions_pb2.Session:
    """Change one's own password; all other sessions and all tokens end."""
    return await change(body.old_password, body.new_password, request)
