"""Accounts (rules K1, K4)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated, Literal

from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc, events_pb2
from fastapi import Request, Response
from pydantic import Field

from chassis.actor import Role
from chassis.mapping import enum_value
from chassis.spreadsheets.columns import ACCOUNTS
from chassis.spreadsheets.words import ACCOUNT_STATES, ROLES
from gateway.problems import ProblemError
from gateway.rpc import call, channel
from gateway.throttle import address_of, count_sign_up, hashing

from ..body import (
    SEEN_LINES,
    CountAsked,
    DivisionFilter,
    Identifier,
    PageSize,
    PageToken,
    PersonName,
    RawText,
    RequestBody,
    Text,
    TypedId,
    TypedUscc,
    page,
    to_message,
)
from ..lists import AS_FILE, MAX_PAGE, AskedFormat, every, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)
Password = Annotated[str, Field(max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=1_000), SEEN_LINES]
State = Literal["", "active", "disabled", "closed"]
Contact = Annotated[str, Field(max_length=320)]


class SignUp(RequestBody, of=accounts_pb2.SignUpRequest):
    """A new participant's account; `privacy_notice` is the version of the notice that its holder agrees to."""

    login: RawText
    password: Password
    privacy_notice: Text
    name: PersonName = ""
    organisation_uscc: TypedUscc = ""
    email: Contact = ""
    mobile: Contact = ""


class AccountCorrection(RequestBody, of=accounts_pb2.CorrectOwnAccountRequest):
    """A correction of what an account says of its holder: a field left out stays as it is, an empty text deletes it.

    The account's password is needed to change contacts.
    """

    name: PersonName | None = None
    organisation_uscc: TypedUscc | None = None
    email: Contact | None = None
    mobile: Contact | None = None
    password: Password = ""


class ConsentBody(RequestBody, of=accounts_pb2.RecordConsentRequest):
    """A consent of one's own, to a version of its text, given or withdrawn."""

    kind: Text
    version: Text
    given: bool


class RoleGrant(RequestBody, of=events_pb2.Grant):
    """A role, and the division in which it holds."""

    role: Annotated[Role, Field(strict=False)]  # JSON has text, no enums
    division: Annotated[str, Field(max_length=6)] = ""


class SeenRoles(RequestBody, of=accounts_pb2.SeenRoles):
    """The roles that the caller saw an account hold."""

    roles: Annotated[list[RoleGrant], Field(max_length=50)]


class RolesBody(RequestBody, of=accounts_pb2.ChangeRolesRequest):
    """All roles that an account is to hold, and why; where its holder works, unless that stays as it is.

    With `seen`, the roles that the caller saw, it is refused if somebody else has changed them since.
    """

    roles: Annotated[list[RoleGrant], Field(max_length=50)]
    reason: Reason
    organisation_uscc: TypedUscc = ""
    seen: SeenRoles | None = None


class AccountSearch(RequestBody, of=accounts_pb2.ListAccountsRequest):
    """The beginning of names or login names, and filters as in the list; or which accounts, by identifier.

    Of those that are named by identifier, those that one does not administer are left out.
    """

    text: Annotated[str, Field(max_length=64)] = ""
    account_ids: Annotated[list[TypedId], Field(max_length=200)] = []
    role: Annotated[Role, Field(strict=False)] | None = None
    division: Annotated[str, Field(max_length=6)] = ""
    state: State = ""
    page_token: PageToken = ""
    page_size: PageSize = 50
    count: CountAsked = False


class ReasonBody(RequestBody, of=accounts_pb2.DisableAccountRequest):
    """Why it is done."""

    reason: Reason


# when the notice in force was asked for, and the notice; for how long it is shown, and how long anybody waits for it, seconds
_notice: dict[str, tuple[float, accounts_pb2.PrivacyNotice]] = {}
_FRESH, _PATIENCE = 60.0, 2.0


def _accounts() -> accounts_pb2_grpc.AccountsAsyncStub:
    return accounts_pb2_grpc.AccountsStub(channel("accounts"))


async def notice(request: Request) -> accounts_pb2.PrivacyNotice:
    """Return the privacy notice in force, asked for once a minute; raise ProblemError soon if accounts is away."""
    asked_at, known = _notice.get("notice", (0.0, None))
    if known is None or time.monotonic() - asked_at > _FRESH:
        message = accounts_pb2.GetPrivacyNoticeRequest()
        known = await call(_accounts().GetPrivacyNotice, message, request, key="notice", seconds=_PATIENCE)
        _notice["notice"] = time.monotonic(), known
    return known


async def notice_or_none(request: Request) -> accounts_pb2.PrivacyNotice | None:
    """Return the privacy notice in force, or None while accounts is away."""
    try:
        return await notice(request)
    except ProblemError:
        return None


def forget_notice() -> None:
    """Ask for the notice anew when it is next shown."""
    _notice.clear()


async def open_account(message: accounts_pb2.SignUpRequest, request: Request, key: str = "") -> accounts_pb2.Account:
    """Open a participant's account, once under a form's key; raise ProblemError, also if its address opens too many (rule K1)."""
    await count_sign_up(request)
    message.address = address_of(request)
    with hashing(request):
        return await call(_accounts().SignUp, message, request, key=key)


async def own_account(request: Request) -> accounts_pb2.Account:
    """Return the account that is signed in; raise ProblemError."""
    return await call(_accounts().GetOwnAccount, accounts_pb2.GetOwnAccountRequest(), request)


async def correct(body: AccountCorrection, request: Request) -> accounts_pb2.Account:
    """Correct what the account that is signed in says of its holder; raise ProblemError."""
    message = accounts_pb2.CorrectOwnAccountRequest(**body.model_dump(exclude_none=True))
    with hashing(request):
        account = await call(_accounts().CorrectOwnAccount, message, request)
    request.app.state.sessions.forget_accounts({account.account_id})
    return account


async def consent(message: accounts_pb2.RecordConsentRequest, request: Request) -> accounts_pb2.Account:
    """Record a consent of the account that is signed in; raise ProblemError."""
    account = await call(_accounts().RecordConsent, message, request)
    request.app.state.sessions.forget_accounts({account.account_id})
    return account


@router.get("/privacy-notice")
async def get_privacy_notice(request: Request) -> accounts_pb2.PrivacyNotice:
    """Return the privacy notice in force, and the text of the consent to process identity numbers (rule K4)."""
    return await notice(request)


@router.post("/accounts", status_code=201)
async def sign_up(body: SignUp, request: Request) -> accounts_pb2.Account:
    """Open a participant's account, by anyone who agrees to the privacy notice (rule K4)."""
    return await open_account(to_message(body, accounts_pb2.SignUpRequest()), request)


@router.get("/accounts/me")
async def get_own_account(request: Request) -> accounts_pb2.Account:
    """Return the account that is signed in, with contacts and consents."""
    return await own_account(request)


@router.patch("/accounts/me")
async def correct_own_account(body: AccountCorrection, request: Request) -> accounts_pb2.Account:
    """Correct what one's own account says of oneself; contacts with the password given again (rules K1, K4)."""
    return await correct(body, request)


@router.post("/accounts/me/consents")
async def record_consent(body: ConsentBody, request: Request) -> accounts_pb2.Account:
    """Give or withdraw a consent of one's own: to the privacy notice, or to the processing of identity numbers (rule K4)."""
    message = to_message(body, accounts_pb2.RecordConsentRequest())
    return await consent(message, request)


@router.get("/accounts")
async def list_accounts(
    request: Request,
    role: Role | None = None,
    division: DivisionFilter = "",
    state: State = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> accounts_pb2.ListAccountsResponse:
    """List the accounts that one administers, by name: a host its reviewers and experts (rule K1)."""
    message = _list_request(role, division, state)
    return await call(_accounts().ListAccounts, page(message, page_token, page_size, count=count), request)


@router.get("/accounts/file", **AS_FILE)
async def export_accounts(
    request: Request,
    role: Role | None = None,
    division: DivisionFilter = "",
    state: State = "",
    file_format: AskedFormat = "xlsx",
) -> Response:
    """Return the accounts that one administers as a file: a line for each role, in the columns of invitations (rules K1, K3)."""

    async def accounts(token: str) -> accounts_pb2.ListAccountsResponse:
        message = _list_request(role, division, state)
        return await call(_accounts().ListAccounts, page(message, token, MAX_PAGE), request)

    def rows(answer: accounts_pb2.ListAccountsResponse) -> list[tuple[str, ...]]:
        return [row for account in answer.accounts for row in _rows(account)]

    return await list_file("accounts", ACCOUNTS, await every(accounts, rows), file_format)


def _rows(account: accounts_pb2.Account) -> Iterator[tuple[str, ...]]:
    """Yield the line of each role of an account, in the columns of ACCOUNTS."""
    state = ACCOUNT_STATES[enum_value(account.state, events_pb2.AccountState.DESCRIPTOR)]
    for grant in account.roles:
        role = ROLES[enum_value(grant.role, events_pb2.Role.DESCRIPTOR)]
        whose = (grant.division, account.organisation_uscc, account.name)
        yield (role, *whose, account.account_id, account.login, state)


@router.post("/accounts/search")
async def search_accounts(body: AccountSearch, request: Request) -> accounts_pb2.ListAccountsResponse:
    """Search the accounts that one administers by the beginning of a name or login name; no address holds it (rules K1, K4).

    With `account_ids` only those of the named accounts, to show what they are called.
    """
    message = _list_request(body.role, body.division, body.state)
    message.text = body.text
    message.account_ids.extend(body.account_ids)
    page(message, body.page_token, body.page_size, count=body.count)
    return await call(_accounts().ListAccounts, message, request)


def _list_request(role: Role | None, division: str, state: str) -> accounts_pb2.ListAccountsRequest:
    return accounts_pb2.ListAccountsRequest(
        role=f"ROLE_{(role or 'unspecified').upper()}",
        division=division,
        state=f"ACCOUNT_STATE_{(state or 'unspecified').upper()}",
    )


@router.get("/accounts/{account_id}")
async def get_account(account_id: Identifier, request: Request) -> accounts_pb2.Account:
    """Return an account to whoever may administer it (rule K1)."""
    return await call(_accounts().GetAccount, accounts_pb2.GetAccountRequest(account_id=account_id), request)


@router.get("/accounts/{account_id}/changes")
async def list_account_changes(account_id: Identifier, request: Request) -> accounts_pb2.ListAccountChangesResponse:
    """List who changed what of an account, when and why, the newest first, for whoever may administer it (rule K1)."""
    message = accounts_pb2.ListAccountChangesRequest(account_id=account_id)
    return await call(_accounts().ListAccountChanges, message, request)


@router.put("/accounts/{account_id}/roles")
async def change_roles(account_id: Identifier, body: RolesBody, request: Request) -> accounts_pb2.Account:
    """Replace an account's roles, as far as one may grant them; its sessions and tokens end within a second (rule K1)."""
    message = to_message(body, accounts_pb2.ChangeRolesRequest(), account_id=account_id)
    return await call(_accounts().ChangeRoles, message, request)


@router.post("/accounts/{account_id}/disabling")
async def disable_account(account_id: Identifier, body: ReasonBody, request: Request) -> accounts_pb2.Account:
    """Disable an account; its sessions and tokens end within a second (rule K1)."""
    message = to_message(body, accounts_pb2.DisableAccountRequest(), account_id=account_id)
    return await call(_accounts().DisableAccount, message, request)


@router.post("/accounts/{account_id}/enabling")
async def enable_account(account_id: Identifier, body: ReasonBody, request: Request) -> accounts_pb2.Account:
    """Enable a disabled account again (rule K1)."""
    message = to_message(body, accounts_pb2.EnableAccountRequest(), account_id=account_id)
    return await call(_accounts().EnableAccount, message, request)
