"""Pages for signing up, in and out, and for one's own password."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.accounts.v1 import accounts_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import accounts, sessions, sign_on
from gateway.auth.cookies import delete_session_cookie
from gateway.problems import ProblemError
from gateway.routing import Router

from ..forms import form_key, missing, with_missing
from ..pages import NEEDED_FOR_ACCOUNTS, OF_NEW_ACCOUNTS, form_again, own_page, render

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
OptionalField = Annotated[str, Form(max_length=320)]
_OF_SIGN_IN = {"login": "sign_in.login_missing", "password": "sign_in.password_missing"}
_OF_PASSWORDS = {"old_password": "password.old_missing", "new_password": "password.new_missing"}
# where a form leads on to: an address of a page of ours
Next = Annotated[str, Query(alias="next", max_length=300)]
NextField = Annotated[str, Form(alias="next", max_length=300)]


@router.get("/sign-in")
async def sign_in_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for signing in; it leads on to the page that asked for it."""
    providers = await sign_on.providers(request)
    return render(request, "account/sign_in.html", next_page=own_page(next_page), providers=providers)


@router.post("/sign-in")
async def sign_in(request: Request, login: Field = "", password: Field = "", next_page: NextField = "") -> Response:
    """Sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    try:
        missing({"login": login, "password": password}, _OF_SIGN_IN)
        signed = await sessions.begin(login, password, request)
    except ProblemError as problem:
        shown: dict[str, Any] = {"next_page": next_page, "providers": await sign_on.providers(request)}
        return form_again(
            request, "account/sign_in.html", problem, given={"login": login}, codes={"SIGN_IN": "login"}, **shown
        )
    answer = RedirectResponse(next_page, 303)
    sessions.set_cookies(answer, signed)
    return answer


@router.get("/sign-up")
async def sign_up_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for a participant's account; it leads on as the form for signing in does."""
    shown: dict[str, Any] = {"notice": await accounts.notice_or_none(request), "next_page": own_page(next_page)}
    return render(request, "account/sign_up.html", key=form_key(), **shown)


@router.post("/sign-up")
async def sign_up(
    request: Request,
    login: Field = "",
    password: Field = "",
    privacy_notice: OptionalField = "",
    email: OptionalField = "",
    mobile: OptionalField = "",
    next_page: NextField = "",
    key: Field = "",
) -> Response:
    """Create an account, sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    needed = {"login": login, "password": password, "privacy_notice": privacy_notice}
    try:
        body = accounts_pb2.SignUpRequest(
            login=login, password=password, privacy_notice=privacy_notice, email=email, mobile=mobile
        )
        await accounts.open_account(body, request, key)
        signed = await sessions.begin(login, password, request)
    except ProblemError as refused:
        problem = with_missing(refused, needed, NEEDED_FOR_ACCOUNTS)
        given = {"login": login, "email": email, "mobile": mobile, "privacy_notice": privacy_notice}
        shown: dict[str, Any] = {
            "notice": await accounts.notice_or_none(request),
            "next_page": next_page,
            "key": form_key(key, problem),
        }
        return form_again(request, "account/sign_up.html", problem, given=given, codes=OF_NEW_ACCOUNTS, **shown)
    answer = RedirectResponse(next_page, 303)
    sessions.set_cookies(answer, signed)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out."""
    if request.state.session is not None:
        await sessions.end(request)
    answer = RedirectResponse("/", 303)
    delete_session_cookie(answer)
    return answer


@router.get("/account/password")
async def password_page(request: Request) -> Response:
    """Return the form for changing one's own password."""
    return render(request, "account/password.html")


@router.post("/account/password")
async def change_password(request: Request, old_password: Field = "", new_password: Field = "") -> Response:
    """Change one's own password, and lead to the account's page, which says so."""
    try:
        await sessions.change(old_password, new_password, request)
    except ProblemError as refused:
        given = {"old_password": old_password, "new_password": new_password}
        problem = with_missing(refused, given, _OF_PASSWORDS)
        codes = {"PASSWORD_WRONG": "old_password", "PASSWORD": "new_password"}
        return form_again(request, "account/password.html", problem, codes=codes)
    return RedirectResponse("/account?done=password", 303)
