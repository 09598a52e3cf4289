"""Pages of single sign-on: to the identity provider and back, opening an account, linked identities."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.accounts.v1 import sign_on_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.admission.address import to_provider
from gateway.api.accounts import accounts, sessions, sign_on
from gateway.auth.cookies import (
    ATTEMPT,
    TICKET,
    delete_sign_on_cookie,
    set_sign_on_cookie,
    value_of,
)
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json

from ..done import done_of, led_to
from ..forms import Form as PageForm
from ..forms import with_missing
from ..pages import NEEDED_FOR_ACCOUNTS, OF_NEW_ACCOUNTS, form_again, in_language, own_page, render

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=320)]
# what the provider hands back
Returned = Annotated[str, Query(max_length=4_000)]


@router.get("/sign-on/return")
async def come_back(
    request: Request,
    code: Returned = "",
    state: Returned = "",
    iss: Returned = "",
    error: Returned = "",
) -> Response:
    """Take what the provider sent the browser back with: sign in, link the identity, or lead to the form for an account."""
    try:
        done = await sign_on.complete(request, state=state, code=code, issuer=iss, error=error)
    except ProblemError as problem:
        answer = await _sign_in_form(request, problem)
        delete_sign_on_cookie(answer, ATTEMPT)
        return answer
    if done.HasField("signed_in"):
        await sessions.end_replaced(request)
        answer = RedirectResponse(own_page(done.next_page), 303)
        sessions.set_cookies(answer, done.signed_in)
    elif done.HasField("linked"):
        answer = led_to("/identities", "identity_linked")
    else:
        answer = RedirectResponse("/sign-on/opening", 303)
        set_sign_on_cookie(answer, TICKET, done.ticket)
    delete_sign_on_cookie(answer, ATTEMPT)
    return answer


@router.get("/sign-on/opening")
async def opening_page(request: Request) -> Response:
    """Return what somebody can do whose identity is linked to no account: sign in and link it, or open an account."""
    if not value_of(request, TICKET):
        return RedirectResponse("/sign-in", 303)
    return render(request, "account/sign_on.html", notice=await accounts.notice_or_none(request))


@router.post("/sign-on/opening")
async def open_account(
    request: Request, login: Field = "", privacy_notice: Field = "", name: Field = "", email: Field = ""
) -> Response:
    """Open a participant's account for the identity, sign in, and lead to the account's own page."""
    message = sign_on_pb2.OpenAccountBySignOnRequest(
        ticket=value_of(request, TICKET),
        login=login,
        privacy_notice=privacy_notice,
        name=name,
        email=email,
    )
    needed = {name: text for name, text in NEEDED_FOR_ACCOUNTS.items() if name != "password"}
    try:
        signed = await sign_on.open_account(message, request)
    except ProblemError as refused:
        problem = with_missing(refused, {"login": login, "privacy_notice": privacy_notice}, needed)
        notice = await accounts.notice_or_none(request)
        given = {"login": login, "name": name, "email": email, "privacy_notice": privacy_notice}
        return form_again(request, "account/sign_on.html", problem, given=given, codes=OF_NEW_ACCOUNTS, notice=notice)
    await sessions.end_replaced(request)
    answer = RedirectResponse("/me", 303)
    sessions.set_cookies(answer, signed)
    delete_sign_on_cookie(answer, TICKET)
    return answer


@router.get("/sign-on/{provider_id}")
async def go_to_provider(
    request: Request, provider_id: str, next_page: Annotated[str, Query(alias="next", max_length=300)] = ""
) -> Response:
    """Lead to the provider. A link on another site leads to the form for signing in: it could sign its reader in unasked."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return RedirectResponse("/sign-in", 303)
    try:
        begun = await sign_on.begin(
            provider_id[:40], "sign_in", request, next_page=in_language(own_page(next_page), request)
        )
    except ProblemError as problem:
        return await _sign_in_form(request, problem)
    answer = to_provider(request, begun.authorization_url)
    set_sign_on_cookie(answer, ATTEMPT, begun.attempt)
    return answer


@router.get("/identities")
async def identities_page(request: Request) -> Response:
    """Return the identities that are linked to the account, and the forms by which they are linked and unlinked."""
    return await _identities(request)


@router.post("/identities/{provider_id}/linking")
async def link_identity(request: Request, provider_id: str, code: Field = "") -> Response:
    """Return a page with the way to the provider: a form itself may lead to this site only."""
    try:
        begun = await sign_on.begin(provider_id[:40], "link", request, link_code=code)
    except ProblemError as problem:
        return await _identities(request, problem, provider_id=provider_id)
    answer = await _identities(request, onward=begun.authorization_url, provider_id=provider_id)
    set_sign_on_cookie(answer, ATTEMPT, begun.attempt)
    return answer


@router.post("/identities/{provider_id}/unlinking")
async def unlink_identity(request: Request, provider_id: str) -> Response:
    """Unlink an identity."""
    try:
        await sign_on.unlink(provider_id[:40], request)
    except ProblemError as problem:
        return await _identities(request, problem)
    return led_to("/identities", "identity_unlinked")


async def _identities(
    request: Request, problem: ProblemError | None = None, *, onward: str = "", provider_id: str = ""
) -> Response:
    linked = {identity.provider_id: as_json(identity) for identity in (await sign_on.identities(request)).identities}
    shown: dict[str, Any] = {
        "providers": await sign_on.providers(request),
        "linked": linked,
        "onward": onward,
        "chosen": provider_id,
        "form": PageForm(problem=problem, codes={"K1_LINK_CODE": "code", "LINK_CODE": "code"}),
        "done": done_of(request),
    }
    return render(request, "account/identities.html", problem.status if problem else 200, **shown)


async def _sign_in_form(request: Request, problem: ProblemError) -> Response:
    providers = await sign_on.providers(request)
    return form_again(request, "account/sign_in.html", problem, providers=providers, next_page=own_page(""))
