"""The accounts that a reader administers: their list, an account with its changes, and the acts on it (rules K1, K4)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.accounts.v1 import (
    accounts_pb2,
    accounts_pb2_grpc,
    password_resets_pb2,
    password_resets_pb2_grpc,
)
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import OF_DIVISION, Role
from gateway.api.accounts import accounts as api
from gateway.api.accounts.password_resets import HandedReset
from gateway.api.body import fill, page, to_message
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, form_key
from ..pages import form_again, render
from ..participant.own_team import Shown
from .one_time import one_time_link
from .roles import divisions_of_grants, grant_of, granted_roles

router = Router(include_in_schema=False)
STATES = ("active", "disabled", "closed")
_PAGE = 50
# the refusal of roles that somebody else changed since the form was shown
_MOVED_ON = "K1_ROLES_MOVED_ON"
_STATE_FORM, _LINK_FORM = "staff/account_state.html", "staff/account_password.html"
Asked = Annotated[str, Query(max_length=200)]
Given = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form()]


def _stub() -> accounts_pb2_grpc.AccountsAsyncStub:
    """Return the stub of accounts."""
    return accounts_pb2_grpc.AccountsStub(channel("accounts"))


async def account_of(account_id: str, request: Request) -> Shown:
    """Return an account that the reader administers; raise ProblemError."""
    message = accounts_pb2.GetAccountRequest(account_id=account_id[:100])
    return as_json(await call(_stub().GetAccount, message, request))


async def account_form(
    template: str,
    account_id: str,
    request: Request,
    problem: ProblemError | None = None,
    given: dict[str, str] | None = None,
    key: str = "",
) -> Response:
    """Return a page with a form about an account, or again with what was typed and why it is refused.

    Raises ProblemError, that of the form if there is one, if the reader can't see the account.
    """
    try:
        account = await account_of(account_id, request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {"account": account, "key": form_key(key, problem)}
    if problem is not None:
        return form_again(request, template, problem, given=given, **values)
    return render(request, template, **values)


@router.get("/staff/accounts")
async def list_page(
    request: Request, role: Asked = "", division: Asked = "", state: Asked = "", page_token: Asked = ""
) -> Response:
    """Return the accounts that the reader administers, by name, with the form to search them (rule K1)."""
    return await _list(request, {"role": role, "division": division, "state": state}, page_token)


@router.post("/staff/accounts/search")
async def search(
    request: Request,
    text: Annotated[str, Form()] = "",
    role: Given = "",
    division: Given = "",
    state: Given = "",
    page_token: Annotated[str, Form(alias="page", max_length=200)] = "",
) -> Response:
    """Return the accounts whose name or login name begins so: the address of the page holds neither (rules K1, K4)."""
    return await _list(request, {"role": role, "division": division, "state": state}, page_token, text.strip()[:64])


async def _list(request: Request, asked: dict[str, str], page_token: str, text: str = "") -> Response:
    actor = actor_of(request)
    roles, divisions = granted_roles(actor), divisions_of_grants(actor)
    listed_roles = [*roles, *([Role.PARTICIPANT] if actor.has(Role.SECRETARIAT) else [])]
    chosen = {
        "role": asked["role"] if asked["role"] in listed_roles else "",
        "division": asked["division"] if asked["division"] in {unit.code for unit in divisions} else "",
        "state": asked["state"] if asked["state"] in STATES else "",
    }
    wanted = fill(accounts_pb2.ListAccountsRequest(division=chosen["division"], text=text), **_named(chosen))
    problem: ProblemError | None = None
    listed: Shown = {"accounts": [], "page": {"next_page_token": ""}}
    try:
        listed = as_json(await call(_stub().ListAccounts, page(wanted, page_token, _PAGE), request))
    except ProblemError as refusal:
        problem = refusal
    values: Shown = {
        "accounts": listed["accounts"],
        "next": listed["page"]["next_page_token"],
        "chosen": chosen,
        "filters": PageForm(chosen),
        "text": text,
        "is_later_page": bool(page_token),
        "roles": listed_roles,
        "divisions": divisions,
        "states": STATES,
        "refusal": problem,
        "done": done_of(request),
    }
    return render(request, "staff/accounts.html", problem.status if problem else 200, part="list", **values)


def _named(chosen: dict[str, str]) -> dict[str, str]:
    return {name: chosen[name] for name in ("role", "state") if chosen[name]}


@router.get("/staff/accounts/{account_id}")
async def account_page(account_id: str, request: Request) -> Response:
    """Return an account with its roles, what the reader may do with it, and the history of its changes (rule K1)."""
    message = accounts_pb2.ListAccountChangesRequest(account_id=account_id[:100])
    account, changes = await asyncio.gather(
        account_of(account_id, request), call(_stub().ListAccountChanges, message, request)
    )
    values: Shown = {
        "account": account,
        "changes": as_json(changes)["changes"],
        "is_own": account["account_id"] == actor_of(request).account_id,
        "done": done_of(request),
    }
    return render(request, "staff/account.html", **values)


@router.get("/staff/accounts/{account_id}/roles")
async def roles_page(account_id: str, request: Request) -> Response:
    """Return the form of an account's roles, as far as the reader may grant them (rule K1)."""
    return await _roles(account_id, request)


@router.post("/staff/accounts/{account_id}/roles")
async def change_roles(
    account_id: str,
    request: Request,
    kept: Annotated[list[str] | None, Form(max_length=50)] = None,
    seen: Annotated[str, Form(max_length=2000)] = "",
    role: Given = "",
    division: Given = "",
    organisation_uscc: Given = "",
    reason: Words = "",
) -> Response:
    """Replace an account's roles by those that stay and the added one; its sessions end (rule K1).

    `seen` are the roles with which the form was shown: if others hold now, it is shown anew with those.
    """
    grants = [grant_of(each) for each in kept or []]
    if role:
        grants.append({"role": role, "division": division if role in OF_DIVISION else ""})
    given: dict[str, Any] = {
        "kept": kept or [],
        "seen": seen,
        "role": role,
        "division": division,
        "organisation_uscc": organisation_uscc,
        "reason": reason,
    }
    try:
        unique = list({(grant["role"], grant["division"]): grant for grant in grants}.values())
        body = body_of(
            api.RolesBody,
            roles=unique,
            reason=reason,
            organisation_uscc=organisation_uscc,
            seen={"roles": [grant_of(each) for each in seen.split()]},
        )
        message = to_message(body, accounts_pb2.ChangeRolesRequest(), account_id=account_id[:100])
        await call(_stub().ChangeRoles, message, request)
    except ProblemError as problem:
        return await _roles(account_id, request, problem, given)
    request.app.state.sessions.forget_accounts({account_id})
    return led_to(f"/staff/accounts/{account_id}", "roles_changed")


async def _roles(
    account_id: str, request: Request, problem: ProblemError | None = None, given: dict[str, Any] | None = None
) -> Response:
    try:
        account = await account_of(account_id, request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    actor = actor_of(request)
    held = [f"{grant['role']}:{grant['division']}" for grant in account["roles"]]
    now = {"kept": held, "seen": " ".join(held)}
    # roles that moved on are shown as they are now, to be looked at; after another refusal the form stays what it was
    is_old = problem is not None and problem.code == _MOVED_ON
    shown = now if given is None or is_old else given
    values: Shown = {
        "account": account,
        "seen": shown["seen"],
        "roles": granted_roles(actor),
        "roles_of_division": OF_DIVISION,
        "divisions": divisions_of_grants(actor),
        "kept": shown["kept"],
    }
    if problem is not None:
        fields, codes = (
            {"roles.*.division": "division", "roles.*.role": "role", "roles": "division"},
            {"DIVISION": "division"},
        )
        return form_again(
            request, "staff/account_roles.html", problem, given=given, fields=fields, codes=codes, **values
        )
    return render(request, "staff/account_roles.html", **values)


@router.get("/staff/accounts/{account_id}/state")
async def state_page(account_id: str, request: Request) -> Response:
    """Return the form to disable an account or to enable it again, which says what will happen (rule K1)."""
    return await account_form(_STATE_FORM, account_id, request)


@router.post("/staff/accounts/{account_id}/state")
async def change_state(account_id: str, request: Request, act: Given = "", reason: Words = "") -> Response:
    """Disable an account, or enable it again (rule K1)."""
    disables = act != "enable"
    try:
        body = body_of(api.ReasonBody, reason=reason)
        if disables:
            disabling = to_message(body, accounts_pb2.DisableAccountRequest(), account_id=account_id[:100])
            await call(_stub().DisableAccount, disabling, request)
        else:
            enabling = to_message(body, accounts_pb2.EnableAccountRequest(), account_id=account_id[:100])
            await call(_stub().EnableAccount, enabling, request)
    except ProblemError as problem:
        return await account_form(_STATE_FORM, account_id, request, problem, {"reason": reason})
    request.app.state.sessions.forget_accounts({account_id})
    return led_to(f"/staff/accounts/{account_id}", "account_disabled" if disables else "account_enabled")


@router.get("/staff/accounts/{account_id}/password-reset")
async def password_page(account_id: str, request: Request) -> Response:
    """Return the form to make a link for a new password, after the holder's identity was checked (rule K1)."""
    return await account_form(_LINK_FORM, account_id, request)


@router.post("/staff/accounts/{account_id}/password-reset")
async def hand_password_link(
    account_id: str, request: Request, identity_check: Words = "", key: Given = ""
) -> Response:
    """Make a link for a new password, and show it this once (rule K1)."""
    try:
        body = body_of(HandedReset, identity_check=identity_check)
        message = to_message(body, password_resets_pb2.HandLinkRequest(), account_id=account_id[:100])
        resets = password_resets_pb2_grpc.PasswordResetsStub(channel("accounts"))
        made = as_json(await call(resets.HandLink, message, request, key=key))
        account = await account_of(account_id, request)
    except ProblemError as problem:
        return await account_form(_LINK_FORM, account_id, request, problem, {"identity_check": identity_check}, key)
    made_link = one_time_link("/password-reset", made["code"], request)
    return render(request, "staff/password_link.html", account=account, made=made, made_link=made_link)
