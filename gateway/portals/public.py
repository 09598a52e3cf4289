"""Pages for anyone: the contest at a glance, sign-up and sign-in."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.accounts.v1 import accounts_pb2
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import accounts, sessions, sign_on
from gateway.auth.cookies import COOKIE
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from .pages import form_again, own_page, render, to_sign_in

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
OptionalField = Annotated[str, Form(max_length=320)]
# where a form leads on to: an address of a page of ours
Next = Annotated[str, Query(alias="next", max_length=300)]
NextField = Annotated[str, Form(alias="next", max_length=300)]


@router.get("/")
async def home(request: Request) -> Response:
    """Return the home page: name, theme, timetable, tracks with their topics, divisions with their states."""
    states: dict[str, Any] = {}
    unavailable = False
    try:
        stub = divisions_pb2_grpc.DivisionsStub(channel("registration"))
        message = divisions_pb2.ListDivisionsRequest()
        message.page.page_size = 200
        answer = as_json(await call(stub.ListDivisions, message, request))
        states = {division["code"]: division for division in answer["divisions"]}
    except ProblemError:
        unavailable = True  # while registration restarts the catalogue can still be read
    return render(request, "home.html", divisions=states, unavailable=unavailable)


@router.get("/sign-in")
async def sign_in_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for signing in; it leads on to the page that asked for it."""
    providers = await sign_on.providers(request)
    return render(request, "sign_in.html", next_page=own_page(next_page), providers=providers)


@router.post("/sign-in")
async def sign_in(request: Request, login: Field, password: Field, next_page: NextField = "") -> Response:
    """Sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    try:
        signed = await sessions.begin(login, password, request)
    except ProblemError as problem:
        shown = {"login": login, "next_page": next_page, "providers": await sign_on.providers(request)}
        return form_again(request, "sign_in.html", problem, **shown)
    answer = RedirectResponse(next_page, 303)
    sessions.set_cookies(answer, signed)
    return answer


@router.get("/sign-up")
async def sign_up_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for a participant's account; it leads on as the form for signing in does."""
    return render(request, "sign_up.html", notice=await accounts.notice_or_none(request), next_page=own_page(next_page))


@router.post("/sign-up")
async def sign_up(
    request: Request,
    login: Field,
    password: Field,
    privacy_notice: OptionalField = "",
    email: OptionalField = "",
    next_page: NextField = "",
) -> Response:
    """Create an account, sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    try:
        body = accounts_pb2.SignUpRequest(login=login, password=password, privacy_notice=privacy_notice, email=email)
        await accounts.open_account(body, request)
        signed = await sessions.begin(login, password, request)
    except ProblemError as problem:
        shown = {"login": login, "email": email, "next_page": next_page}
        return form_again(request, "sign_up.html", problem, notice=await accounts.notice_or_none(request), **shown)
    answer = RedirectResponse(next_page, 303)
    sessions.set_cookies(answer, signed)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out."""
    if request.state.session is not None:
        await sessions.end(request)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/account/password")
async def password_page(request: Request) -> Response:
    """Return the form for changing one's own password."""
    if request.state.session is None:
        return to_sign_in(request)
    return render(request, "password.html")


@router.post("/account/password")
async def change_password(request: Request, old_password: Field, new_password: Field) -> Response:
    """Change one's own password, and lead to the account's own page."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        await sessions.change(old_password, new_password, request)
    except ProblemError as problem:
        return form_again(request, "password.html", problem)
    return RedirectResponse("/me", 303)
