"""Accounts and sessions over REST."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.actor import Grant, Role
from gateway.api.body import RequestBody
from gateway.rpc import signed_in
from gateway.settings import gateway_settings

from .middleware import COOKIE

router = APIRouter(prefix="/api/v1", tags=["accounts"])


class Credentials(RequestBody):
    """A login name and its password."""

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[str, Field(max_length=200)]


class RoleGrant(RequestBody):
    """A role, and the division in which it holds."""

    role: Annotated[Role, Field(strict=False)]  # JSON has text, no enums
    division: Annotated[str, Field(max_length=6)] = ""


class StaffAccount(Credentials):
    """A new account with roles."""

    roles: Annotated[list[RoleGrant], Field(min_length=1, max_length=50)]


@router.post("/accounts", status_code=201)
async def sign_up(body: Credentials, request: Request) -> dict[str, str]:
    """Create a participant's account."""
    return {"account_id": await request.app.state.accounts.sign_up(body.login, body.password)}


@router.post("/staff-accounts", status_code=201)
async def create_staff(body: StaffAccount, request: Request) -> dict[str, str]:
    """Create an account with roles: the secretariat may grant hosts, reviewers and experts, a host its reviewers and experts."""
    grants = [Grant(grant.role, grant.division) for grant in body.roles]
    creator = signed_in(request)
    return {"account_id": await request.app.state.accounts.create_staff(creator, body.login, body.password, grants)}


@router.post("/sessions", status_code=201)
async def sign_in(body: Credentials, request: Request, response: Response) -> dict[str, str]:
    """Sign in; return a bearer token for programs, and the same token in a cookie for pages."""
    token, session, expires = await request.app.state.accounts.sign_in(body.login, body.password)
    set_cookie(response, token)
    return {"token": token, "account_id": session.account_id, "expires_at": expires.isoformat()}


@router.delete("/sessions/current", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Sign out."""
    signed_in(request)
    await request.app.state.accounts.sign_out(request.state.token)
    response.delete_cookie(COOKIE)


@router.get("/accounts/me")
async def me(request: Request) -> dict[str, Any]:
    """Return the account that is signed in."""
    actor = signed_in(request)
    roles = sorted((grant.role.value, grant.division) for grant in actor.grants)
    return {
        "account_id": actor.account_id,
        "login": request.state.session.login,
        "roles": [{"role": role, "division": division} for role, division in roles],
    }


def set_cookie(response: Response, token: str) -> None:
    """Set the session's cookie: hidden from scripts and from other sites."""
    limits = gateway_settings()
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(limits.session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=limits.cookies_are_secure,
        path="/",
    )
