"""The review desk of a division: how far review is, what is overdue, and who reviews (rules D1, D2)."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Annotated, Any

from dasai.review.v1 import cases_pb2, cases_pb2_grpc, desks_pb2, desks_pb2_grpc
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.edition.current import edition
from chassis.facts.roles import Role
from chassis.kernel.refusal import Refusal
from chassis.permissions import Target
from chassis.permissions.review import APPOINT_REVIEWERS
from chassis.refusals import NOT_FOUND
from gateway.api.accounts.accounts import AccountSearch, search_accounts
from gateway.api.body import to_message
from gateway.api.review import cases
from gateway.api.review.desks import Reviewers, get_desk
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, fault_of, form_key, problem_of
from ..pages import form_again, render
from ..public.divisions import division_of
from .homes import home_for
from .tasks import to_count
from .ways import accounts_of, may_name_reviewers, name_of, names_of, reviewers_of

router = Router(include_in_schema=False)
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
# the states whose cases are counted, in the order in which a case goes through them
_FLOW = ("waiting", "assigned", "decided", "appealed")
# so many overdue cases are shown; the queue has all of them
_OVERDUE = 10


def _desks() -> desks_pb2_grpc.DesksAsyncStub:
    return desks_pb2_grpc.DesksStub(channel("review"))


@router.get("/staff/divisions/{code}/desk")
async def desk_page(code: str, request: Request) -> Response:
    """Return how many cases are in which state, those that are overdue, and the reviewers with their load (rule D2)."""
    actor = actor_of(request)
    _require_division(code)
    desk, division, overdue, counted = await asyncio.gather(
        _desk_of(code, request),
        division_of(code, request),
        _overdue_of(code, request),
        cases.count_cases(code, request),
    )
    by_state = {count["state"]: count["cases"] for count in as_json(counted)["counts"]}
    shown = {*(reviewer.account_id for reviewer in desk.reviewers), *(case.reviewer_id for case in overdue.cases)}
    values: dict[str, Any] = {
        "home": home_for(actor, Role.HOST, Role.SECRETARIAT),
        "code": code,
        "address": f"/staff/divisions/{code}/desk",
        "scheme": (division or {}).get("scheme") or {},
        "flow": [(state, by_state[state]) for state in _FLOW],
        "overdue": as_json(overdue),
        "reviewers": as_json(desk)["reviewers"],
        "names": await _names(code, shown, request),
        "may_appoint": APPOINT_REVIEWERS.is_open_to(actor, Target(division=code)),
        "done": done_of(request),
    }
    return render(request, "staff/desk.html", **values)


async def _overdue_of(code: str, request: Request) -> cases_pb2.ListCasesResponse:
    stub = cases_pb2_grpc.CasesStub(channel("review"))
    message = to_count(cases_pb2.ListCasesRequest(division_code=code, overdue=True), _OVERDUE)
    return await call(stub.ListCases, message, request)


async def _desk_of(code: str, request: Request) -> desks_pb2.Desk:
    """Return the desk of a division; an empty one before its scheme is published and reviewers are appointed."""
    try:
        return await get_desk(code, request)
    except ProblemError as problem:
        if problem.code != NOT_FOUND.name:
            raise
        return desks_pb2.Desk(division_code=code)


def _require_division(code: str) -> None:
    if code not in {division.code for division in edition().divisions}:
        raise ProblemError.of(Refusal(NOT_FOUND, {"what": "division"}))


async def _names(code: str, account_ids: Collection[str], request: Request) -> dict[str, str]:
    return await names_of(account_ids, request) if may_name_reviewers(actor_of(request), code) else {}


@router.get("/staff/divisions/{code}/desk/appointment")
async def appointment_page(code: str, request: Request) -> Response:
    """Return the accounts with the role reviewer that are not appointed, to choose from or to search (rule D2)."""
    return await _appointment_form(code, request)


@router.post("/staff/divisions/{code}/desk/appointment")
async def appoint(
    code: str,
    request: Request,
    account_ids: Annotated[tuple[str, ...], Form(max_length=200)] = (),
    text: Annotated[str, Form()] = "",
    act: Field = "",
    key: Field = "",
) -> Response:
    """Search accounts by the beginning of a name, or appoint those that are chosen beside those who review already (rule D2).

    Whoever was chosen before another search stays chosen.
    """
    if act == "search":
        return await _appointment_form(code, request, text=text.strip(), chosen=account_ids)
    try:
        _require_division(code)
        missing = problem_of([] if account_ids else [fault_of("account_ids", "staff_desk.missing_accounts")])
        if missing is not None:
            raise missing
        await _change(code, request, added=account_ids, key=key)
    except ProblemError as problem:
        return await _appointment_form(code, request, problem, text=text.strip(), chosen=account_ids, key=key)
    return led_to(f"/staff/divisions/{code}/desk", "reviewers_appointed")


async def _change(
    code: str, request: Request, *, added: Sequence[str] = (), removed: str = "", key: str = ""
) -> desks_pb2.Desk:
    """Appoint those added and remove another; whoever is appointed or removed meanwhile stays so; raises ProblemError.

    What is sent twice is the same the second time, when the desk has changed, so that it is done once.
    """
    desk = await _desk_of(code, request)
    new = dict.fromkeys(added)
    others = [each.account_id for each in desk.reviewers if each.account_id not in {*new, removed}]
    body = body_of(
        Reviewers,
        reviewers=[{"account_id": account_id} for account_id in (*others, *new)],
        seen={"account_ids": [*others, removed] if removed else others},
    )
    message = to_message(body, desks_pb2.AppointReviewersRequest(), division_code=code)
    return await call(_desks().AppointReviewers, message, request, key=form_key(key))


async def _appointment_form(
    code: str,
    request: Request,
    problem: ProblemError | None = None,
    *,
    text: str = "",
    chosen: Sequence[str] = (),
    key: str = "",
) -> Response:
    try:
        _require_division(code)
        desk, accounts = await asyncio.gather(_desk_of(code, request), _accounts(code, text, request))
        listed = {account["account_id"] for account in accounts}
        before = await accounts_of((each for each in chosen if each not in listed), request)
    except ProblemError as refusal:
        raise (problem or refusal) from None
    appointed = {reviewer.account_id for reviewer in desk.reviewers}
    left = [
        {**account, "called": name_of(account)}
        for account in (*before, *accounts)
        if account["account_id"] not in appointed and account["state"] == "active"
    ]
    values: dict[str, Any] = {
        "home": home_for(actor_of(request), Role.HOST, Role.SECRETARIAT),
        "code": code,
        "address": f"/staff/divisions/{code}/desk",
        "text": text,
        "accounts": left,
        "is_found": any(account["account_id"] in listed for account in left),
        "key": form_key(key, problem),
    }
    given = {"account_ids": list(chosen), "text": text}
    if problem is not None:
        fields = {f"reviewers.*.{name}": "account_ids" for name in ("account_id", "organisation_uscc")}
        return form_again(
            request,
            "staff/desk_appointment.html",
            problem,
            given=given,
            fields=fields,
            codes={"D2": "account_ids"},
            **values,
        )
    return render(request, "staff/desk_appointment.html", form=PageForm(given), **values)


async def _accounts(code: str, text: str, request: Request) -> list[Shown]:
    """Return the accounts with the role reviewer in a division, of those whose name begins so if something is searched."""
    if not text:
        return await reviewers_of(code, request)
    body = body_of(AccountSearch, text=text[:64], role=Role.REVIEWER, division=code)
    return list(as_json(await search_accounts(body, request))["accounts"])


@router.get("/staff/divisions/{code}/desk/reviewers/{account_id}/removal")
async def removal_page(code: str, account_id: str, request: Request) -> Response:
    """Return the page that says what follows when a reviewer is removed from the desk (rule D2)."""
    return await _removal_form(code, account_id[:100], request)


@router.post("/staff/divisions/{code}/desk/reviewers/{account_id}/removal")
async def remove(code: str, account_id: str, request: Request, key: Field = "") -> Response:
    """Remove a reviewer from the desk; its cases go to others (rule D2)."""
    try:
        _require_division(code)
        await _change(code, request, removed=account_id[:100], key=key)
    except ProblemError as problem:
        return await _removal_form(code, account_id[:100], request, problem, key)
    return led_to(f"/staff/divisions/{code}/desk", "reviewer_removed")


async def _removal_form(
    code: str, account_id: str, request: Request, problem: ProblemError | None = None, key: str = ""
) -> Response:
    try:
        _require_division(code)
        desk, names = await asyncio.gather(_desk_of(code, request), _names(code, [account_id], request))
        if account_id not in {reviewer.account_id for reviewer in desk.reviewers}:
            raise ProblemError.of(Refusal(NOT_FOUND, {"what": "account"}))
    except ProblemError as refusal:
        raise (problem or refusal) from None
    values: dict[str, Any] = {
        "home": home_for(actor_of(request), Role.HOST, Role.SECRETARIAT),
        "code": code,
        "address": f"/staff/divisions/{code}/desk",
        "account_id": account_id,
        "called": names.get(account_id, ""),
        "is_last": len(desk.reviewers) == 1,
        "key": form_key(key, problem),
    }
    if problem is not None:
        return form_again(request, "staff/desk_removal.html", problem, **values)
    return render(request, "staff/desk_removal.html", **values)
