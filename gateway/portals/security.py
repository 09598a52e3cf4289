"""Pages for the second factor, and for a forgotten password; each works without scripts (rule K1)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import password_resets, second_factors, sessions
from gateway.problems import ProblemError
from gateway.settings import gateway_settings
from gateway.throttle import count_password_reset

from .pages import render, to_sign_in

router = APIRouter(include_in_schema=False)
# of the pages whose scripts read the code of a link, or ask the browser for a passkey
_OWN_SCRIPT = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
Code = Annotated[str, Form(max_length=100)]
Field = Annotated[str, Form(max_length=200)]


@router.get("/account/second-factor")
async def second_factor_page(request: Request) -> Response:
    """Return the form for a code if the session owes one; else what one's second factor is, and what can be done with it."""
    if request.state.session is None:
        return to_sign_in(request)
    return await _shown(request)


@router.post("/account/second-factor")
async def give_code(request: Request, code: Code) -> Response:
    """Give a code, and lead to the account's own page."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        await sessions.give_code(code, request)
    except ProblemError as problem:
        return await _shown(request, problem)
    return RedirectResponse("/me", 303)


@router.post("/account/second-factor/acknowledgement")
async def acknowledge(request: Request) -> Response:
    """Note that the account's holder has read of the reset, and lead to the account's own page."""
    if request.state.session is None:
        return to_sign_in(request)
    await second_factors.acknowledge(request)
    return RedirectResponse("/me", 303)


@router.post("/account/second-factor/recovery-codes")
async def renew_recovery_codes(request: Request, code: Code) -> Response:
    """Show new recovery codes, this once."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        codes = (await second_factors.renew(code, request))["codes"]
    except ProblemError as problem:
        return await _shown(request, problem)
    return _codes_page(request, codes)


@router.post("/account/second-factor/passkey-removal")
async def remove_passkey(
    request: Request, code: Code, passkey_id: Annotated[str, Form(max_length=1_400)] = ""
) -> Response:
    """Remove a passkey, and show those that are left."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        await second_factors.remove_own_passkey(passkey_id, code, request)
    except ProblemError as problem:
        return await _shown(request, problem)
    return RedirectResponse("/account/second-factor", 303)


@router.post("/account/second-factor/removal")
async def remove(request: Request, code: Code) -> Response:
    """Remove the second factor, and show that there is none."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        await second_factors.remove(code, request)
    except ProblemError as problem:
        return await _shown(request, problem)
    return RedirectResponse("/account/second-factor", 303)


@router.get("/account/second-factor/setup")
async def set_up_page(request: Request) -> Response:
    """Return the page on which a set-up begins; it shows no secret, so that it may be read twice."""
    if request.state.session is None:
        return to_sign_in(request)
    if request.state.session.pending == "second_factor":
        return RedirectResponse("/account/second-factor", 303)
    return render(request, "second_factor_setup.html", factor=await second_factors.own(request))


@router.post("/account/second-factor/setup")
async def begin_set_up(request: Request, code: Code = "") -> Response:
    """Show a new secret, this once, and the form to confirm it."""
    if request.state.session is None:
        return to_sign_in(request)
    shown: dict[str, Any] = {}
    status = 200
    try:
        shown["offer"] = await second_factors.begin(code, request)
    except ProblemError as problem:
        shown, status = {"refusal": problem}, problem.status
    factor = await second_factors.own(request)
    return render(request, "second_factor_setup.html", status, factor=factor, **shown)


@router.post("/account/second-factor/confirmation")
async def confirm_set_up(
    request: Request, code: Code, secret: Code = "", uri: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Confirm the set-up and show the recovery codes, this once; after a wrong code the secret is shown again."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        codes = (await second_factors.confirm(code, request))["codes"]
    except ProblemError as problem:
        factor = await second_factors.own(request)
        offer = {"secret": secret, "uri": uri} if uri.startswith("otpauth://totp/") else None
        shown = {"refusal": problem, "offer": offer, "factor": factor}
        return render(request, "second_factor_setup.html", problem.status, **shown)
    return _codes_page(request, codes)


@router.get("/password-reset")
async def password_reset_page(request: Request) -> Response:
    """Return the form for a link, and the form for the code of a link with a new password.

    A link is `/password-reset#<code>`: browsers do not send what is behind `#`, and a script puts it into the form. Without
    scripts the code is pasted.
    """
    return _reset_page(request)


@router.post("/password-reset", dependencies=[Depends(count_password_reset)])
async def request_link(request: Request, login: Field) -> Response:
    """Request a link, and say what happens next, in the same words whoever has the login name."""
    try:
        asked = await password_resets.ask(login, request)
    except ProblemError as problem:
        return _reset_page(request, problem.status, refusal=problem)
    return _reset_page(request, asked=asked)


@router.post("/password-reset/completion", dependencies=[Depends(count_password_reset)])
async def use_link(request: Request, code: Code, new_password: Field) -> Response:
    """Set a new password by the code of a link, and lead to the form for signing in."""
    try:
        await password_resets.use(code, new_password, request)
    except ProblemError as problem:
        return _reset_page(request, problem.status, refusal=problem, code=code)
    return RedirectResponse("/sign-in", 303)


def _reset_page(request: Request, status: int = 200, **values: Any) -> Response:
    shown = render(request, "password_reset.html", status, **values)
    shown.headers["content-security-policy"] = _OWN_SCRIPT
    return shown


async def _shown(request: Request, refusal: ProblemError | None = None) -> Response:
    """Return the page of one's second factor; only the form for a code while the session owes one."""
    owed = request.state.session.pending == "second_factor"
    factor = None if owed else await second_factors.own(request)
    status = refusal.status if refusal else 200
    offered = bool(gateway_settings().public_url)
    shown = render(request, "second_factor.html", status, refusal=refusal, factor=factor, passkeys_offered=offered)
    shown.headers["content-security-policy"] = _OWN_SCRIPT
    return shown


def _codes_page(request: Request, codes: list[str]) -> Response:
    return render(request, "recovery_codes.html", codes=codes)
