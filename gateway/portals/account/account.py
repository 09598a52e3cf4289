"""Pages about one's own account: the privacy notice, what is stored, and closing it (rule K4)."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import accounts_pb2
from dasai.common.v1 import personal_data_pb2
from fastapi import Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import accounts, personal_data
from gateway.auth.cookies import delete_session_cookie
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json

from ..done import done_of
from ..forms import missing
from ..pages import form_again, render
from .personal_words import KINDS, NAMES, PARTS, record_lines

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
Version = Annotated[str, Form(max_length=200)]


PAGES_OF_ACCOUNT = (
    ("personal_data", "/account/personal-data"),
    ("notice", "/account/privacy-notice"),
    ("contacts", "/account/contacts"),
    ("messages", "/messages/preferences"),
    ("password", "/account/password"),
    ("second_factor", "/account/second-factor"),
    ("sessions", "/account/sessions"),
    ("identities", "/identities"),
    ("tokens", "/tokens"),
    ("consents", "/account/consents"),
    ("closing", "/account/closing"),
)


@router.get("/account")
async def account_page(request: Request) -> Response:
    """Return the page that leads to all that concerns the account itself."""
    return render(request, "account/account.html", entries_of_account=PAGES_OF_ACCOUNT, done=done_of(request))


@router.get("/account/privacy-notice")
async def privacy_notice_page(request: Request) -> Response:
    """Return the notice in force with a form to agree to it."""
    notice = await accounts.notice(request)
    return render(request, "account/privacy_notice.html", notice=notice)


@router.post("/account/privacy-notice")
async def agree(request: Request, version: Version = "") -> Response:
    """Agree to a version of the notice, and lead to the account's own page."""
    try:
        missing({"version": version}, {"version": "sign_up.agree_missing"})
        message = accounts_pb2.RecordConsentRequest(kind="privacy_notice", version=version, given=True)
        await accounts.consent(message, request)
    except ProblemError as problem:
        accounts.forget_notice()  # it may have changed since the page was shown
        notice = await accounts.notice(request)
        codes = {"K4_PRIVACY_NOTICE": "version"}
        return form_again(request, "account/privacy_notice.html", problem, codes=codes, notice=notice)
    return RedirectResponse("/me", 303)


@router.get("/account/personal-data")
async def personal_data_page(
    request: Request,
    service: Annotated[str, Query(max_length=20)] = "",
    page_token: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the page with what is stored of the account, all of it or one service's part from a page on."""
    if service in PARTS:
        part = await personal_data.part(service, request, page_token)
        gathered = personal_data_pb2.GatheredPersonalData(parts=[part])
    else:
        gathered = await personal_data.gather(request)
    shown = render(
        request,
        "account/personal_data.html",
        gathered=as_json(gathered),
        part_words=PARTS,
        kinds=KINDS,
        names=NAMES,
        record_lines=record_lines,
    )
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get("/account/personal-data/file")
async def personal_data_file(request: Request) -> Response:
    """Return the same as a file."""
    return personal_data.as_file(await personal_data.gather(request, whole=True))


@router.get("/account/closing")
async def closing_page(request: Request) -> Response:
    """Return the page that says what closing the account does, with the form for it."""
    return render(request, "account/closing.html", plan=as_json(await personal_data.preview(request)))


@router.post("/account/closing")
async def close_account(request: Request, password: Field = "") -> Response:
    """Close the account, and say what was deleted and what is kept."""
    try:
        plan = await personal_data.close(password, request)
    except ProblemError as problem:
        try:
            plan = await personal_data.preview(request)
        except ProblemError:
            raise problem from None
        codes = {"CLOSING_PASSWORD": "password"}
        return form_again(request, "account/closing.html", problem, codes=codes, plan=as_json(plan))
    request.state.session = None
    shown = render(request, "account/closing.html", plan=as_json(plan))
    delete_session_cookie(shown)
    return shown
