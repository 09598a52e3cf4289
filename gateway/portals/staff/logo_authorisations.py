"""Authorisations of the logo as the committee grants and withdraws them, and as the secretariat sees them (rules J1, J3, K1)."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.publicity.v1 import logo_authorisations_pb2, logo_authorisations_pb2_grpc
from fastapi import Form, Query, Request
from fastapi.responses import Response

from chassis.facts.roles import Role
from chassis.permissions.publicity import GRANT_LOGO_AUTHORISATION, WITHDRAW_LOGO_AUTHORISATION
from gateway.api.body import to_message
from gateway.api.publicity import logo_authorisations as api
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import body_of, form_key
from ..pages import form_again, render
from .homes import home_of_page

router = Router(include_in_schema=False)
ROLES = (Role.COMMITTEE, Role.SECRETARIAT)
STATES = ("in_force", "pending", "expired", "withdrawn")
Shown = dict[str, Any]
Field = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form()]
_PATH = "/staff/logo-authorisations"


def _logo_authorisations() -> logo_authorisations_pb2_grpc.LogoAuthorisationsAsyncStub:
    return logo_authorisations_pb2_grpc.LogoAuthorisationsStub(channel("publicity"))


@router.get(_PATH)
async def staff_logo_authorisations(
    request: Request,
    state: Annotated[str, Query(max_length=20)] = "",
    text: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the authorisations, in a state or all, of a number, a credit code or a name or all."""
    asked = {"state": state if state in STATES else "", "text": text.strip()}
    problem: ProblemError | None = None
    listed: Shown = {"authorisations": [], "page": {"next_page_token": ""}}
    try:
        answer = await api.list_logo_authorisations(request, page_token=page, **asked)  # type: ignore[arg-type]
        listed = as_json(answer)
    except ProblemError as refusal:
        problem = refusal
    values: Shown = {
        "authorisations": listed["authorisations"],
        "next_page": listed["page"]["next_page_token"],
        "is_later_page": bool(page),
        "asked": asked,
        "form": PageForm(asked, problem, codes={"J3": "text"}),
        "states": STATES,
        "may_grant": GRANT_LOGO_AUTHORISATION.is_open_to(actor_of(request)),
        "home": home_of_page(request, *ROLES),
    }
    return render(request, "staff/logo_authorisations.html", problem.status if problem else 200, part="list", **values)


@router.get(f"{_PATH}/new")
async def new_logo_authorisation_page(request: Request) -> Response:
    """Return the form to authorise a body to use the logo."""
    home = home_of_page(request, *ROLES)
    return render(request, "staff/new_logo_authorisation.html", key=form_key(), home=home)


@router.post(f"{_PATH}/new")
async def grant_logo_authorisation(
    request: Request,
    body_name: Words = "",
    body_uscc: Words = "",
    scope: Words = "",
    first_day: Field = "",
    last_day: Field = "",
    key: Field = "",
) -> Response:
    """Authorise a body to use the logo for a scope and a term (rule J3)."""
    given = {
        "body_name": body_name,
        "body_uscc": body_uscc,
        "scope": scope,
        "first_day": first_day.strip(),
        "last_day": last_day.strip(),
    }
    try:
        message = to_message(
            body_of(api.NewLogoAuthorisation, **given), logo_authorisations_pb2.GrantLogoAuthorisationRequest()
        )
        granted = await call(_logo_authorisations().GrantLogoAuthorisation, message, request, key=key)
    except ProblemError as problem:
        home = home_of_page(request, *ROLES)
        again = form_key(key, problem)
        return form_again(request, "staff/new_logo_authorisation.html", problem, given=given, key=again, home=home)
    return led_to(f"{_PATH}/{granted.authorisation_id}", "logo_authorised")


@router.get(f"{_PATH}/{{authorisation_id}}")
async def staff_logo_authorisation(authorisation_id: str, request: Request) -> Response:
    """Return an authorisation: of whom, for what, until when, and why it was withdrawn if it was."""
    values = await _authorisation(authorisation_id, request)
    return render(request, "staff/logo_authorisation.html", done=done_of(request), **values)


@router.get(f"{_PATH}/{{authorisation_id}}/withdrawal")
async def withdrawal_page(authorisation_id: str, request: Request) -> Response:
    """Return the form to withdraw an authorisation, which says what will happen."""
    values = await _authorisation(authorisation_id, request)
    return render(request, "staff/logo_withdrawal.html", key=form_key(), **values)


@router.post(f"{_PATH}/{{authorisation_id}}/withdrawal")
async def withdraw_logo_authorisation(
    authorisation_id: str, request: Request, reason: Words = "", key: Field = ""
) -> Response:
    """Withdraw an authorisation, with a reason (rule J3)."""
    given = {"reason": reason}
    try:
        message = to_message(
            body_of(api.LogoAuthorisationWithdrawal, **given),
            logo_authorisations_pb2.WithdrawLogoAuthorisationRequest(),
            authorisation_id=authorisation_id[:100],
        )
        await call(_logo_authorisations().WithdrawLogoAuthorisation, message, request, key=key)
    except ProblemError as problem:
        values = await _authorisation(authorisation_id, request)
        values["key"] = form_key(key, problem)
        codes = {"J3_REASON": "reason"}
        return form_again(request, "staff/logo_withdrawal.html", problem, given=given, codes=codes, **values)
    return led_to(f"{_PATH}/{authorisation_id}", "logo_withdrawn")


async def _authorisation(authorisation_id: str, request: Request) -> Shown:
    """Return what the pages of an authorisation show; raises ProblemError."""
    authorisation = as_json(await api.get_logo_authorisation(request, authorisation_id[:100]))
    standing = authorisation["state"] in ("in_force", "pending")
    return {
        "authorisation": authorisation,
        "standing": standing,
        "may_withdraw": standing and WITHDRAW_LOGO_AUTHORISATION.is_open_to(actor_of(request)),
        "home": home_of_page(request, *ROLES),
    }
