"""Resets of second factors by two persons: the request after an identity check, and a second person's decision (rule K1)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import second_factors_pb2, second_factors_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Grant, Role
from gateway.api.accounts.second_factors import SecondFactorResetBody
from gateway.api.body import page, to_message
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of
from ..pages import render
from ..participant.own_team import Shown
from .accounts import account_form
from .tasks import Task, finds_tasks

router = Router(include_in_schema=False)
_LIST, _FORM = "/staff/second-factor-resets", "staff/second_factor_reset.html"
_PAGE = 50
Words = Annotated[str, Form()]
Given = Annotated[str, Form(max_length=200)]


def _factors() -> second_factors_pb2_grpc.SecondFactorsAsyncStub:
    return second_factors_pb2_grpc.SecondFactorsStub(channel("accounts"))


@router.get("/staff/accounts/{account_id}/second-factor-reset")
async def request_page(account_id: str, request: Request) -> Response:
    """Return the form to request that an account's second factor be reset (rule K1)."""
    return await account_form(_FORM, account_id, request)


@router.post("/staff/accounts/{account_id}/second-factor-reset")
async def request_reset(
    account_id: str, request: Request, reason: Words = "", identity_check: Words = "", key: Given = ""
) -> Response:
    """Request a reset, and lead to the open requests, where a second person decides (rule K1)."""
    given = {"reason": reason, "identity_check": identity_check}
    try:
        body = body_of(SecondFactorResetBody, **given)
        message = to_message(body, second_factors_pb2.RequestResetRequest(), account_id=account_id[:100])
        await call(_factors().RequestReset, message, request, key=key)
    except ProblemError as problem:
        return await account_form(_FORM, account_id, request, problem, given, key)
    return led_to(_LIST, "reset_requested")


@router.get("/staff/second-factor-resets")
async def list_page(request: Request, page_token: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Return the open requests that the reader may decide on or has made, the newest first (rule K1)."""
    return await _list(request, page_token)


@router.post("/staff/second-factor-resets/{account_id}/approval")
async def approve(account_id: str, request: Request) -> Response:
    """Approve a reset as the second person: the factor is removed, and the account's sessions end (rule K1)."""
    message = second_factors_pb2.ApproveResetRequest(account_id=account_id[:100])
    try:
        await call(_factors().ApproveReset, message, request)
    except ProblemError as problem:
        return await _list(request, "", problem)
    request.app.state.sessions.forget_accounts({account_id})
    return led_to(_LIST, "reset_approved")


@router.post("/staff/second-factor-resets/{account_id}/rejection")
async def reject(account_id: str, request: Request) -> Response:
    """Reject a request, or withdraw one's own (rule K1)."""
    message = second_factors_pb2.RejectResetRequest(account_id=account_id[:100])
    try:
        await call(_factors().RejectReset, message, request)
    except ProblemError as problem:
        return await _list(request, "", problem)
    return led_to(_LIST, "reset_rejected")


async def _list(request: Request, page_token: str, problem: ProblemError | None = None) -> Response:
    message = page(second_factors_pb2.ListResetRequestsRequest(), page_token, _PAGE)
    try:
        listed = as_json(await call(_factors().ListResetRequests, message, request))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: Shown = {
        "requests": listed["requests"],
        "next": listed["page"]["next_page_token"],
        "is_later_page": bool(page_token),
        "own_account": actor_of(request).account_id,
        "refusal": problem,
        "done": done_of(request),
    }
    return render(request, "staff/second_factor_resets.html", problem.status if problem else 200, **values)


@finds_tasks(Role.HOST, Role.SECRETARIAT, Role.OPERATOR)
async def find_open_resets(request: Request, grant: Grant) -> list[Task]:
    """Return the open requests of others that the holder of a role may decide on, with the earliest end."""
    message = page(second_factors_pb2.ListResetRequestsRequest(), "", _PAGE)
    answer = as_json(await call(_factors().ListResetRequests, message, request))
    own = actor_of(request).account_id
    waiting = [
        each
        for each in answer["requests"]
        if own not in (each["requested_by"], each["account_id"]) and _is_of(each, grant)
    ]
    if not waiting:
        return []
    due = min(str(each["expires_at"]) for each in waiting)
    more = bool(answer["page"]["next_page_token"])
    return [Task("staff_accounts.task_resets", _LIST, count=len(waiting), is_more=more, due=due)]


def _is_of(reset: Shown, grant: Grant) -> bool:
    """Return True if a request is about an account of a host's division; those of other roles are of all divisions."""
    return grant.role is not Role.HOST or any(held["division"] == grant.division for held in reset["roles"])
