"""Pages for the second factor, and for a forgotten password; each works without scripts (rule K1)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import password_resets, second_factors, sessions
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json
from gateway.settings import gateway_settings
from gateway.throttle import count_password_reset

from ..forms import missing, with_missing
from ..pages import form_again, own_page, render
from .qr import in_fours, qr_code

router = Router(include_in_schema=False)
# which field a refusal is about
_OF_CODES = {"SECOND_FACTOR": "code"}
_NEEDED = {"code": "second_factor.code_missing"}
_OF_RESETS = {"RESET_LINK": "code", "PASSWORD": "new_password"}
Code = Annotated[str, Form(max_length=100)]
Field = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Query(alias="next", max_length=300)]
NextField = Annotated[str, Form(alias="next", max_length=300)]


@router.get("/account/second-factor")
async def second_factor_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for a code if the session owes one; else what one's second factor is, and what can be done with it."""
    return await _shown(request, next_page=own_page(next_page))


@router.post("/account/second-factor")
async def give_code(request: Request, code: Code = "", next_page: NextField = "") -> Response:
    """Give a code, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    try:
        missing({"code": code}, _NEEDED)
        await sessions.give_code(code, request)
    except ProblemError as problem:
        return await _shown(request, problem, next_page)
    return RedirectResponse(next_page, 303)


@router.post("/account/second-factor/acknowledgement")
async def acknowledge(request: Request) -> Response:
    """Note that the account's holder has read of the reset, and lead to the account's own page."""
    await second_factors.acknowledge(request)
    return RedirectResponse("/me", 303)


@router.post("/account/second-factor/recovery-codes")
async def renew_recovery_codes(request: Request, code: Code = "") -> Response:
    """Show new recovery codes, this once."""
    try:
        missing({"code": code}, _NEEDED)
        codes = list((await second_factors.renew(code, request)).codes)
    except ProblemError as problem:
        return await _shown(request, problem)
    return _codes_page(request, codes)


@router.post("/account/second-factor/passkey-removal")
async def remove_passkey(
    request: Request, code: Code = "", passkey_id: Annotated[str, Form(max_length=1_400)] = ""
) -> Response:
    """Remove a passkey, and show those that are left."""
    try:
        missing({"code": code}, _NEEDED)
        await second_factors.remove_own_passkey(passkey_id, code, request)
    except ProblemError as problem:
        return await _shown(request, problem)
    return RedirectResponse("/account/second-factor", 303)


@router.post("/account/second-factor/removal")
async def remove(request: Request, code: Code = "") -> Response:
    """Remove the second factor, and show that there is none."""
    try:
        missing({"code": code}, _NEEDED)
        await second_factors.remove(code, request)
    except ProblemError as problem:
        return await _shown(request, problem)
    return RedirectResponse("/account/second-factor", 303)


@router.get("/account/second-factor/setup")
async def set_up_page(request: Request) -> Response:
    """Return the page on which a set-up begins; it shows no secret, so that it may be read twice."""
    if request.state.session.pending == "second_factor":
        return RedirectResponse("/account/second-factor", 303)
    return render(request, "account/second_factor_setup.html", factor=await _factor(request))


@router.post("/account/second-factor/setup")
async def begin_set_up(request: Request, code: Code = "") -> Response:
    """Show a new secret, this once, and the form to confirm it."""
    try:
        offer = _offer(as_json(await second_factors.begin(code, request)))
    except ProblemError as problem:
        values: dict[str, Any] = {"factor": await _factor(request)}
        return form_again(request, "account/second_factor_setup.html", problem, codes=_OF_CODES, **values)
    return render(request, "account/second_factor_setup.html", factor=await _factor(request), offer=offer)


def _offer(offer: dict[str, Any]) -> dict[str, Any]:
    """Return a secret that is offered as the page shows it: to be scanned, typed or opened."""
    return {**offer, "qr": qr_code(offer["uri"]), "typed": in_fours(offer["secret"])}


@router.post("/account/second-factor/confirmation")
async def confirm_set_up(
    request: Request, code: Code = "", secret: Code = "", uri: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Confirm the set-up and show the recovery codes, this once; after a wrong code the secret is shown again."""
    try:
        missing({"code": code}, _NEEDED)
        codes = list((await second_factors.confirm(code, request)).codes)
    except ProblemError as problem:
        factor = await _factor(request)
        offer = _offer({"secret": secret, "uri": uri}) if uri.startswith("otpauth://totp/") else None
        values: dict[str, Any] = {"offer": offer, "factor": factor}
        return form_again(request, "account/second_factor_setup.html", problem, codes=_OF_CODES, **values)
    return _codes_page(request, codes)


@router.get("/password-reset")
async def password_reset_page(request: Request) -> Response:
    """Return the form for a link, and the form for the code of a link with a new password.

    A link is `/password-reset#<code>`: browsers do not send what is behind `#`, and a script puts it into the form. Without
    scripts the code is pasted.
    """
    return render(request, "account/password_reset.html")


@router.post("/password-reset", dependencies=[Depends(count_password_reset)])
async def request_link(request: Request, login: Field = "") -> Response:
    """Request a link, and say what happens next, in the same words whoever has the login name."""
    try:
        missing({"login": login}, {"login": "sign_in.login_missing"})
        asked = await password_resets.ask(login, request)
    except ProblemError as problem:
        return form_again(request, "account/password_reset.html", problem, given={"login": login}, codes=_OF_RESETS)
    return render(request, "account/password_reset.html", asked=asked)


@router.post("/password-reset/completion", dependencies=[Depends(count_password_reset)])
async def use_link(request: Request, code: Code = "", new_password: Field = "") -> Response:
    """Set a new password by the code of a link, and lead to the form for signing in."""
    try:
        await password_resets.use(code, new_password, request)
    except ProblemError as refused:
        needed = {"code": "password_reset.code_missing", "new_password": "password.new_missing"}
        problem = with_missing(refused, {"code": code, "new_password": new_password}, needed)
        return form_again(request, "account/password_reset.html", problem, given={"code": code}, codes=_OF_RESETS)
    return RedirectResponse("/sign-in", 303)


async def _factor(request: Request) -> dict[str, Any]:
    """Return one's own second factor as the templates read it; raise ProblemError."""
    return as_json(await second_factors.own(request))


async def _shown(request: Request, refusal: ProblemError | None = None, next_page: str = "/me") -> Response:
    """Return the page of one's second factor; only the form for a code while the session owes one."""
    owed = request.state.session.pending == "second_factor"
    factor = None if owed else await _factor(request)
    offered = bool(gateway_settings().public_url)
    values: dict[str, Any] = {"factor": factor, "passkeys_offered": offered, "next_page": next_page}
    if refusal is not None:
        return form_again(request, "account/second_factor.html", refusal, codes=_OF_CODES, **values)
    return render(request, "account/second_factor.html", **values)


def _codes_page(request: Request, codes: list[str]) -> Response:
    return render(request, "account/recovery_codes.html", codes=codes)
