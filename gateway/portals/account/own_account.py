"""The pages about one's own account: contacts, consents, sessions and API tokens (rules K1, K4)."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from dasai.accounts.v1 import accounts_pb2, sessions_pb2, sessions_pb2_grpc, tokens_pb2, tokens_pb2_grpc
from fastapi import Form, Request
from fastapi.responses import Response

from chassis.facts.scopes import TokenScope
from gateway.api.accounts import accounts, email_confirmations, messages
from gateway.api.accounts.accounts import AccountCorrection
from gateway.api.accounts.tokens import NewToken
from gateway.api.body import to_message
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json, call, channel

from ..done import done_of, led_to
from ..forms import body_of, fault_of, form_key, number_typed, problem_of
from ..pages import form_again, render
from .devices import device_words

router = Router(include_in_schema=False)
Shown = dict[str, Any]  # a message as the templates read it
Field = Annotated[str, Form(max_length=400)]
_CONTACTS, _TOKENS, _SESSIONS = (f"account/{name}.html" for name in ("contacts", "tokens", "sessions"))
_CONFIRMATION = "account/email_confirmation.html"
_OF_CONTACTS = {"EMAIL": "email", "MOBILE": "mobile", "PASSWORD": "password", "CONTACTS": "password"}
# what of an account its holder corrects on the page of contacts
_CORRECTED = ("name", "organisation_uscc", "email", "mobile")
# for how long a token may be made, days
_TERMS = (7, 30, 90, 180, 365)
_IDENTITY = "identity_numbers"


@router.get("/account/contacts")
async def contacts_page(request: Request) -> Response:
    """Return the form with what the account says of its holder."""
    account, preferences = await asyncio.gather(
        accounts.own_account(request), messages.get_message_preferences(request)
    )
    values: Shown = {"account": as_json(account), "sends_mail": preferences.sends_mail}
    return render(request, _CONTACTS, **values, done=done_of(request))


@router.post("/account/contacts")
async def change_contacts(
    request: Request,
    name: Field = "",
    organisation_uscc: Field = "",
    email: Field = "",
    mobile: Field = "",
    password: Field = "",
) -> Response:
    """Correct what the account says of its holder; contacts with the password given again (rule K1)."""
    given = dict(zip(_CORRECTED, (name, organisation_uscc, email, mobile), strict=True))
    own, preferences = await asyncio.gather(accounts.own_account(request), messages.get_message_preferences(request))
    account: Shown = as_json(own)
    try:
        changed = {field: value.strip() for field, value in given.items() if value.strip() != account[field]}
        if changed:
            await accounts.correct(body_of(AccountCorrection, **(changed | {"password": password})), request)
    except ProblemError as problem:
        values: Shown = {"account": account, "sends_mail": preferences.sends_mail}
        return form_again(request, _CONTACTS, problem, given=given, codes=_OF_CONTACTS, **values)
    return led_to("/account/contacts", "contacts")


@router.post("/account/contacts/confirmation")
async def request_confirmation(request: Request) -> Response:
    """Have another link mailed to one's own address, and lead to the page that says so (rule K2)."""
    try:
        asked = await email_confirmations.ask(request)
    except ProblemError as problem:
        account = as_json(await accounts.own_account(request))
        given = {name: account[name] for name in _CORRECTED}
        return form_again(
            request, _CONTACTS, problem, given=given, codes=_OF_CONTACTS, account=account, sends_mail=True
        )
    return led_to("/account/contacts", "confirmation_sent" if asked.by_mail else "confirmation_not_sent")


@router.get("/email-confirmation")
async def confirmation_page(request: Request) -> Response:
    """Return the form for the code of a link.

    A link is `/email-confirmation#<code>`: browsers do not send what is behind `#`, and a script puts it into the form. Programs
    that look at links in mails confirm nothing: a person sends the form.
    """
    return render(request, _CONFIRMATION)


@router.post("/email-confirmation")
async def confirm_email(request: Request, code: Field = "") -> Response:
    """Confirm an address by the code of a link, and say so (rule K2)."""
    try:
        await email_confirmations.confirm(code, request)
    except ProblemError as problem:
        return form_again(request, _CONFIRMATION, problem, given={"code": code}, codes={"EMAIL": "code"})
    return render(request, _CONFIRMATION, confirmed=True)


@router.get("/account/consents")
async def consents_page(request: Request) -> Response:
    """Return the text of the consent to the processing of the own identity number, and if it is given (rule K4)."""
    notice = await accounts.notice(request)
    return render(request, "account/consents.html", notice=notice, done=done_of(request))


@router.post("/account/consents")
async def change_consent(request: Request, version: Field = "", given: Field = "") -> Response:
    """Give or withdraw the consent, and lead to the page that says so."""
    gives = given == "yes"
    message = accounts_pb2.RecordConsentRequest(kind=_IDENTITY, version=version, given=gives)
    try:
        await accounts.consent(message, request)
    except ProblemError:
        accounts.forget_notice()
        raise
    return led_to("/account/consents", "consent_given" if gives else "consent_withdrawn")


def _sessions() -> sessions_pb2_grpc.SessionsAsyncStub:
    return sessions_pb2_grpc.SessionsStub(channel("accounts"))


@router.get("/account/sessions")
async def sessions_page(request: Request) -> Response:
    """Return one's own sessions, the newest first."""
    answer = await call(_sessions().ListSessions, sessions_pb2.ListSessionsRequest(), request)
    own = request.state.session.session_id
    sessions = as_json(answer)["sessions"]
    return render(request, _SESSIONS, sessions=sessions, own=own, done=done_of(request), device_words=device_words)


@router.post("/account/sessions/ending")
async def end_session(request: Request, session_id: Field = "") -> Response:
    """End one of one's own sessions or, without its identifier, all but the one that asks; lead to the list."""
    try:
        if session_id:
            await call(_sessions().EndSession, sessions_pb2.EndSessionRequest(session_id=session_id), request)
            request.app.state.sessions.forget(session_id)
            return led_to("/account/sessions", "session_ended")
        message = sessions_pb2.EndOtherSessionsRequest(session_id=request.state.session.session_id)
        await call(_sessions().EndOtherSessions, message, request)
    except ProblemError as problem:
        if problem.status == 404:  # it has ended meanwhile, or the form was sent twice
            return led_to("/account/sessions", "session_ended")
        raise
    return led_to("/account/sessions", "sessions_ended")


def _tokens() -> tokens_pb2_grpc.TokensAsyncStub:
    return tokens_pb2_grpc.TokensStub(channel("accounts"))


async def _listed(request: Request) -> Shown:
    tokens = as_json(await call(_tokens().ListTokens, tokens_pb2.ListTokensRequest(), request))["tokens"]
    return {"tokens": tokens, "scopes": [scope.value for scope in TokenScope], "terms": _TERMS}


@router.get("/tokens")
async def tokens_page(request: Request) -> Response:
    """Return one's own API tokens, and the form for a new one.

    It is not below `/account/`, which is open while something else is owed: a token is made by nobody who has not done that.
    """
    return render(request, _TOKENS, **await _listed(request), key=form_key(), done=done_of(request))


@router.post("/tokens")
async def make_token(request: Request, name: Field = "", days: Field = "", key: Field = "") -> Response:
    """Make a token and show its text, this once."""
    form = await request.form()
    scopes = [str(scope) for scope in form.getlist("scopes")][:50]
    values: dict[str, Any] = {"name": name, "days": number_typed(days) or 0, "scopes": scopes}
    faults = [] if name.strip() else [fault_of("name", "tokens.name_missing")]
    faults += [] if scopes else [fault_of("scopes", "tokens.scopes_missing")]
    try:
        empty = problem_of(faults)
        if empty is not None:
            raise empty
        body = body_of(NewToken, **values)
        made = as_json(
            await call(_tokens().MakeToken, to_message(body, tokens_pb2.MakeTokenRequest()), request, key=key)
        )
    except ProblemError as problem:
        listed = await _listed(request)
        given = {"name": name, "days": days, "scopes": scopes}
        return form_again(request, _TOKENS, problem, given=given, key=form_key(key, problem), **listed)
    shown = render(request, "account/token.html", made=made)
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.post("/tokens/ending")
async def end_token(request: Request, token_id: Field = "") -> Response:
    """End one of one's own tokens, and lead to the list."""
    try:
        await call(_tokens().EndToken, tokens_pb2.EndTokenRequest(token_id=token_id), request)
        request.app.state.sessions.forget(token_id)
    except ProblemError as problem:
        if problem.status != 404:  # it has ended meanwhile, or the form was sent twice
            raise
    return led_to("/tokens", "token_ended")
