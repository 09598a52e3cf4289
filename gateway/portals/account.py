"""Pages about one's own account: the privacy notice, what is stored, and closing it (rule K4)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import accounts_pb2
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import accounts, personal_data
from gateway.auth.cookies import COOKIE
from gateway.problems import ProblemError

from .pages import problem_page, render, to_sign_in
from .personal_words import KINDS, NAMES, PARTS

router = APIRouter(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
Version = Annotated[str, Form(max_length=200)]


@router.get("/account/privacy-notice")
async def privacy_notice_page(request: Request) -> Response:
    """Return the notice in force with a form to agree to it."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        notice = await accounts.notice(request)
    except ProblemError as problem:
        return problem_page(request, problem)
    return render(request, "privacy_notice.html", notice=notice)


@router.post("/account/privacy-notice")
async def agree(request: Request, version: Version = "") -> Response:
    """Agree to a version of the notice, and lead to the account's own page."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        message = accounts_pb2.RecordConsentRequest(kind="privacy_notice", version=version, given=True)
        await accounts.consent(message, request)
    except ProblemError as problem:
        accounts.forget_notice()  # it changed since the page was shown
        return problem_page(request, problem)
    return RedirectResponse("/me", 303)


@router.get("/account/personal-data")
async def personal_data_page(
    request: Request,
    service: Annotated[str, Query(max_length=20)] = "",
    page_token: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Return the page with what is stored of the account, all of it or one service's part from a page on."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        if service in PARTS:
            gathered = {"parts": [await personal_data.part(service, request, page_token)], "missing": []}
        else:
            gathered = await personal_data.gather(request)
    except ProblemError as problem:
        return problem_page(request, problem)
    shown = render(request, "personal_data.html", gathered=gathered, part_words=PARTS, kinds=KINDS, names=NAMES)
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get("/account/personal-data/file")
async def personal_data_file(request: Request) -> Response:
    """Return the same as a file."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        return personal_data.as_file(await personal_data.gather(request))
    except ProblemError as problem:
        return problem_page(request, problem)


@router.get("/account/closing")
async def closing_page(request: Request) -> Response:
    """Return the page that says what closing the account does, with the form for it."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        return render(request, "closing.html", plan=await personal_data.preview(request))
    except ProblemError as problem:
        return problem_page(request, problem)


@router.post("/account/closing")
async def close_account(request: Request, password: Field) -> Response:
    """Close the account, and say what was deleted and what is kept."""
    if request.state.session is None:
        return to_sign_in(request)
    try:
        plan = await personal_data.close(password, request)
    except ProblemError as problem:
        try:
            plan = await personal_data.preview(request)
        except ProblemError:
            return problem_page(request, problem)
        return render(request, "closing.html", problem.status, plan=plan, refusal=problem)
    request.state.session = None
    shown = render(request, "closing.html", plan=plan)
    shown.delete_cookie(COOKIE)
    return shown
