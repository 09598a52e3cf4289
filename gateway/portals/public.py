"""Pages for anyone: the contest at a glance, sign-up and sign-in."""

from __future__ import annotations

from typing import Annotated, Any

from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from chassis.kernel.refusal import Refusal
from gateway.auth.api import set_cookie
from gateway.auth.middleware import COOKIE
from gateway.problems import ProblemError
from gateway.rpc import as_json, call, channel

from .pages import own_page, render

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
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
    return render(request, "sign_in.html", next_page=own_page(next_page))


@router.post("/sign-in")
async def sign_in(request: Request, login: Field, password: Field, next_page: NextField = "") -> Response:
    """Sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    try:
        token, _, _ = await request.app.state.accounts.sign_in(login, password)
    except Refusal as refusal:
        status = ProblemError.of(refusal).status
        return render(request, "sign_in.html", status, refusal=refusal, login=login, next_page=next_page)
    answer = RedirectResponse(next_page, 303)
    set_cookie(answer, token)
    return answer


@router.get("/sign-up")
async def sign_up_page(request: Request, next_page: Next = "") -> Response:
    """Return the form for a participant's account; it leads on as the form for signing in does."""
    return render(request, "sign_up.html", next_page=own_page(next_page))


@router.post("/sign-up")
async def sign_up(request: Request, login: Field, password: Field, next_page: NextField = "") -> Response:
    """Create an account, sign in, and lead to the page that asked for it, or to the account's own."""
    next_page = own_page(next_page)
    accounts = request.app.state.accounts
    try:
        await accounts.sign_up(login, password)
        token, _, _ = await accounts.sign_in(login, password)
    except Refusal as refusal:
        status = ProblemError.of(refusal).status
        return render(request, "sign_up.html", status, refusal=refusal, login=login, next_page=next_page)
    answer = RedirectResponse(next_page, 303)
    set_cookie(answer, token)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Sign out."""
    if request.state.token:
        await request.app.state.accounts.sign_out(request.state.token)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer
