"""Accounts (rules K1, K4)."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from chassis.actor import Role
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel, signed_in
from gateway.throttle import address_of, count_sign_up, hashing

from ..body import (
    SEEN_LINES,
    DivisionFilter,
    Identifier,
    PageSize,
    PageToken,
    PersonName,
    RawText,
    RequestBody,
    Text,
    TypedUscc,
    page,
    to_message,
)

router = APIRouter(prefix="/api/v1", tags=["accounts"])
Password = Annotated[str, Field(max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=1_000), SEEN_LINES]
State = Literal["", "active", "disabled", "closed"]
Contact = Annotated[str, Field(max_length=320)]


class SignUp(RequestBody):
    """A new participant's account; `privacy_notice` is the version of the notice that its holder agrees to."""

    login: RawText
    password: Password
    privacy_notice: Text
    name: PersonName = ""
    organisation_uscc: TypedUscc = ""
    email: Contact = ""
    mobile: Contact = ""


class AccountCorrection(RequestBody):
    """A correction of what an account says of its holder: a field left out stays as it is, an empty text deletes it."""

    name: PersonName | None = None
    organisation_uscc: TypedUscc | None = None
    email: Contact | None = None
    mobile: Contact | None = None


class ConsentBody(RequestBody):
    """A consent of one's own, to a version of its text, given or withdrawn."""

    kind: Text
    version: Text
    given: bool


class RoleGrant(RequestBody):
    """A role, and the division in which it holds."""

    role: Annotated[Role, Field(strict=False)]  # JSON has text, no enums
    division: Annotated[str, Field(max_length=6)] = ""


class RolesBody(RequestBody):
    """All roles that an account is to hold, and why; where its holder works, unless that stays as it is."""

    roles: Annotated[list[RoleGrant], Field(max_length=50)]
    reason: Reason
    organisation_uscc: TypedUscc = ""


class AccountSearch(RequestBody):
    """The beginning of names or login names, and filters as in the list."""

    text: Annotated[str, Field(min_length=1, max_length=64)]
    role: Annotated[Role, Field(strict=False)] | None = None
    division: Annotated[str, Field(max_length=6)] = ""
    state: State = ""
    page_token: PageToken = ""
    page_size: PageSize = 50


class ReasonBody(RequestBody):
    """Why it is done."""

    reason: Reason


# when the notice in force was asked for, and the notice; for how long it is shown, and how long anybody waits for it, seconds
_notice: dict[str, tuple[float, dict[str, Any]]] = {}
_FRESH, _PATIENCE = 60.0, 2.0


def _accounts() -> accounts_pb2_grpc.AccountsAsyncStub:
    return accounts_pb2_grpc.AccountsStub(channel("accounts"))


async def notice(request: Request) -> dict[str, Any]:
    """Return the privacy notice in force, asked for once a minute; raise ProblemError soon if accounts is away."""
    asked_at, known = _notice.get("notice", (0.0, {}))
    if not known or time.monotonic() - asked_at > _FRESH:
        message = accounts_pb2.GetPrivacyNoticeRequest()
        known = as_json(await call(_accounts().GetPrivacyNotice, message, request, key="notice", seconds=_PATIENCE))
        _notice["notice"] = time.monotonic(), known
    return known


async def notice_or_none(request: Request) -> dict[str, Any] | None:
    """Return the privacy notice in force, or None while accounts is away."""
    try:
        return await notice(request)
    except ProblemError:
        return None


def forget_notice() -> None:
    """Ask for the notice anew when it is next shown."""
    _notice.clear()


async def open_account(message: accounts_pb2.SignUpRequest, request: Request) -> accounts_pb2.Account:
    """Open a participant's account; raise ProblemError, also if its address opens too many (rule K1)."""
    await count_sign_up(request)
    message.address = address_of(request)
    with hashing(request):
        return await call(_accounts().SignUp, message, request)


async def consent(message: accounts_pb2.RecordConsentRequest, request: Request) -> accounts_pb2.Account:
    """Record a consent of the account that is signed in; raise ProblemError."""
    account = await call(_accounts().RecordConsent, message, request)
    request.app.state.sessions.forget_accounts({account.account_id})
    return account


@router.get("/privacy-notice")
async def get_privacy_notice(request: Request) -> dict[str, Any]:
    """Return the privacy notice in force, and the text of the consent to process identity numbers (rule K4)."""
    return await notice(request)


@router.post("/accounts", status_code=201)
async def sign_up(body: SignUp, request: Request) -> dict[str, Any]:
    """Open a participant's account, by anyone who agrees to the privacy notice (rule K4)."""
    return as_json(await open_account(to_message(body, accounts_pb2.SignUpRequest()), request))


@router.get("/accounts/me")
async def get_own_account(request: Request) -> dict[str, Any]:
    """Return the account that is signed in, with contacts and consents."""
    signed_in(request)
    return as_json(await call(_accounts().GetOwnAccount, accounts_pb2.GetOwnAccountRequest(), request))


@router.patch("/accounts/me")
async def correct_own_account(body: AccountCorrection, request: Request) -> dict[str, Any]:
    """Correct what one's own account says of oneself (rule K4)."""
    signed_in(request)
    message = accounts_pb2.CorrectOwnAccountRequest(**body.model_dump(exclude_none=True))
    return as_json(await call(_accounts().CorrectOwnAccount, message, request))


@router.post("/accounts/me/consents")
async def record_consent(body: ConsentBody, request: Request) -> dict[str, Any]:
    """Give or withdraw a consent of one's own: to the privacy notice, or to the processing of identity numbers (rule K4)."""
    signed_in(request)
    message = to_message(body, accounts_pb2.RecordConsentRequest())
    return as_json(await consent(message, request))


@router.get("/accounts")
async def list_accounts(
    request: Request,
    role: Role | None = None,
    division: DivisionFilter = "",
    state: State = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """List the accounts that one administers, by name: a host its reviewers and experts (rule K1)."""
    return await _listed(request, role, division, state, "", page_token, page_size)


@router.post("/accounts/search")
async def search_accounts(body: AccountSearch, request: Request) -> dict[str, Any]:
    """Search the accounts that one administers by the beginning of a name or login name; no address holds it (rules K1, K4)."""
    return await _listed(request, body.role, body.division, body.state, body.text, body.page_token, body.page_size)


async def _listed(
    request: Request, role: Role | None, division: str, state: str, text: str, page_token: str, page_size: int
) -> dict[str, Any]:
    signed_in(request)
    message = accounts_pb2.ListAccountsRequest(
        role=f"ROLE_{(role or 'unspecified').upper()}",
        division=division,
        state=f"ACCOUNT_STATE_{(state or 'unspecified').upper()}",
        text=text,
    )
    page(message, page_token, page_size)
    return as_json(await call(_accounts().ListAccounts, message, request))


@router.get("/accounts/{account_id}")
async def get_account(account_id: Identifier, request: Request) -> dict[str, Any]:
    """Return an account to whoever may administer it (rule K1)."""
    signed_in(request)
    return as_json(await call(_accounts().GetAccount, accounts_pb2.GetAccountRequest(account_id=account_id), request))


@router.get("/accounts/{account_id}/changes")
async def list_account_changes(account_id: Identifier, request: Request) -> dict[str, Any]:
    """List who changed what of an account, when and why, the newest first, for whoever may administer it (rule K1)."""
    signed_in(request)
    message = accounts_pb2.ListAccountChangesRequest(account_id=account_id)
    return as_json(await call(_accounts().ListAccountChanges, message, request))


@router.put("/accounts/{account_id}/roles")
async def change_roles(account_id: Identifier, body: RolesBody, request: Request) -> dict[str, Any]:
    """Replace an account's roles, as far as one may grant them; its sessions and tokens end within a second (rule K1)."""
    signed_in(request)
    message = to_message(body, accounts_pb2.ChangeRolesRequest(), account_id=account_id)
    return as_json(await call(_accounts().ChangeRoles, message, request))


@router.post("/accounts/{account_id}/disabling")
async def disable_account(account_id: Identifier, body: ReasonBody, request: Request) -> dict[str, Any]:
    """Disable an account; its sessions and tokens end within a second (rule K1)."""
    signed_in(request)
    message = to_message(body, accounts_pb2.DisableAccountRequest(), account_id=account_id)
    return as_json(await call(_accounts().DisableAccount, message, request))


@router.post("/accounts/{account_id}/enabling")
async def enable_account(account_id: Identifier, body: ReasonBody, request: Request) -> dict[str, Any]:
    """Enable a disabled account again (rule K1)."""
    signed_in(request)
    message = to_message(body, accounts_pb2.EnableAccountRequest(), account_id=account_id)
    return as_json(await call(_accounts().EnableAccount, message, request))
