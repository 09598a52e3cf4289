"""Authentication by bearer token or session cookie; a cookie authorises no unsafe request from another site."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from chassis.actor import Actor
from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.permissions import Page, of_request
from chassis.refusals import UNAUTHENTICATED
from gateway.admission.middleware import BODY_PROBLEM, App, Receive, Scope, Send
from gateway.busy_tickets import offer
from gateway.portals.busy import problem_or_waiting
from gateway.portals.pages import leading_back, to_sign_in
from gateway.problems import ProblemError, answer, wants_page
from gateway.rpc import PUBLIC
from gateway.settings import gateway_settings

from .caller import SAFE, same_origin, token_of
from .cookies import SESSION, name_of
from .scopes import refusal_of_token

CROSS_SITE = Code(
    "CROSS_SITE_REQUEST",
    Kind.FORBIDDEN,
    "请求来自其他网站，已拒绝。程序应在请求头Authorization中附令牌，不附Cookie。",
    "The request came from another site and was refused. A program sends its token in the header Authorization, and no cookie.",
)
PASSWORD_CHANGE_REQUIRED = Code(
    "PASSWORD_CHANGE_REQUIRED",
    Kind.FORBIDDEN,
    "该账号使用的是初始密码，请先修改密码再进行其他操作。",
    "This account has its first password: change it before anything else.",
)
SECOND_FACTOR_REQUIRED = Code(
    "SECOND_FACTOR_REQUIRED",
    Kind.FORBIDDEN,
    "请先完成第二步验证（动态口令或恢复码）。",
    "Give a code of your second factor, or a recovery code, before anything else.",
)
SECOND_FACTOR_SETUP_REQUIRED = Code(
    "SECOND_FACTOR_SETUP_REQUIRED",
    Kind.FORBIDDEN,
    "该账号的角色须启用两步验证，请先完成设置。",
    "The roles of this account demand a second factor: set one up before anything else.",
)
SECOND_FACTOR_RESET_UNREAD = Code(
    "SECOND_FACTOR_RESET_UNREAD",
    Kind.FORBIDDEN,
    "该账号的两步验证已被重置，请先确认知悉再进行其他操作；如非本人申请，请立即修改密码并联系组委会秘书处。",
    "The second factor of this account was reset: acknowledge that before anything else. If you did not ask for it, change your "
    "password and tell the secretariat.",
)
PRIVACY_NOTICE_PENDING = Code(
    "K4_PRIVACY_NOTICE_PENDING",
    Kind.FORBIDDEN,
    "请先阅读并同意现行个人信息保护告知书；不同意的，可以查询个人信息或注销账号。",
    "Read the privacy notice in force and agree to it first. Without agreeing you can see your personal data, or close the "
    "account.",
)
# by what is pending: the refusal, and the page on which it is done
_PENDING = {
    "password_change": (PASSWORD_CHANGE_REQUIRED, "/account/password"),
    "second_factor": (SECOND_FACTOR_REQUIRED, "/account/second-factor"),
    "second_factor_setup": (SECOND_FACTOR_SETUP_REQUIRED, "/account/second-factor/setup"),
    "second_factor_reset": (SECOND_FACTOR_RESET_UNREAD, "/account/second-factor"),
    "privacy_notice": (PRIVACY_NOTICE_PENDING, "/account/privacy-notice"),
}
# what is open to whoever gave a password and still owes a code: somebody else may have it, who sees and changes nothing
_OPEN_WITHOUT_CODE = (
    "/api/v1/sessions/current",
    "/api/v1/privacy-notice",
    "/account/second-factor",
    "/sign-on/",
    "/sign-out",
    "/static/",
)
# what is open while something else is pending: the account itself, its sessions too
_OPEN_MEANWHILE = (*_OPEN_WITHOUT_CODE, "/api/v1/accounts/me", "/api/v1/sessions", "/account/")
# open to whoever does not agree to the privacy notice, but not before it is clear who is there (rule K4)
_OPEN_BEFORE_AGREEING = (
    "/api/v1/accounts/me/personal-data",
    "/api/v1/accounts/me/closing",
    "/account/personal-data",
    "/account/closing",
)


class Authenticate:
    """Middleware that sets the request's session and actor; it refuses an invalid bearer token, and ignores an invalid cookie."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._cookie = name_of(SESSION, secure=gateway_settings().cookies_are_secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            refusal = await _identify(request, self._cookie)
        except ProblemError as problem:
            await (await _busy(problem, request))(scope, receive, send)
            return
        of_body = scope["state"].get(BODY_PROBLEM)
        if of_body is not None:
            await _shown(of_body, request)(scope, receive, send)
            return
        if refusal is None:
            await self._app(scope, receive, send)
            return
        page = _page_of(request, refusal)
        if page is not None:
            await page(scope, receive, send)
        else:
            await _shown(ProblemError.of(refusal), request)(scope, receive, send)


async def _busy(problem: ProblemError, request: Request) -> Response:
    """Return the answer to somebody whose session can't be looked up now: a command has a ticket all the same (rule C9)."""
    instead = await offer(request, problem) if BODY_PROBLEM not in request.scope["state"] else None
    return instead or _shown(problem, request)


def _shown(problem: ProblemError, request: Request) -> Response:
    """Return a problem as a page if a browser asked for one, else as programs read it."""
    is_page = wants_page(request.url.path, request.headers)
    return problem_or_waiting(request, problem) if is_page else answer(problem, request)


async def _identify(request: Request, cookie: str) -> Refusal | None:
    request.state.session, request.state.actor, request.state.token = None, PUBLIC, ""
    token, by_cookie = token_of(request, cookie)
    row = of_request(request.method, request.url.path)
    try:
        session = await request.app.state.sessions.session(token, request) if token else None
    except ProblemError:
        request.state.session_unknown = True
        # who only has a cookie reads public pages as anyone does; what is for who is signed in says that accounts is away
        if not by_cookie or request.method not in SAFE or not (row is None or row.is_public):
            raise
        session = None
    if session is None and not by_cookie:
        return Refusal(UNAUTHENTICATED)
    if session is None:
        # a form on another site could sign its reader in as somebody else, also one whose cookie is of a session that has ended
        foreign = request.method not in SAFE and request.headers.get("origin") and not same_origin(request)
        return Refusal(CROSS_SITE) if foreign else _refusal_of_caller(row, PUBLIC)
    if by_cookie and request.method not in SAFE and not same_origin(request):
        return Refusal(CROSS_SITE)
    request.state.session, request.state.actor, request.state.token = session, session.actor, token
    if session.scopes is not None and session.pending:
        return Refusal(_PENDING[session.pending][0])
    if session.scopes is not None:
        of_token = refusal_of_token(row, session.scopes) if row is not None else None
        return of_token or _refusal_of_caller(row, session.actor)
    if session.pending and not _is_open(request.url.path, session.pending):
        return Refusal(_PENDING[session.pending][0])
    return _refusal_of_caller(row, session.actor)


def _refusal_of_caller(row: Page | None, actor: Actor) -> Refusal | None:
    """Return why the caller may not do this on any object, by the table; an address without a row is told as unknown later."""
    return row.refusal_of_caller(actor) if row is not None else None


def _is_open(path: str, pending: str) -> bool:
    """Return True if an address may be asked for while this is pending."""
    if pending == "second_factor":
        return path.startswith(_OPEN_WITHOUT_CODE)
    if path.startswith(_OPEN_BEFORE_AGREEING):
        return pending == "privacy_notice"
    return path.startswith(_OPEN_MEANWHILE)


def _page_of(request: Request, refusal: Refusal) -> Response | None:
    """Return the page that a browser is led to instead of a refusal: what is pending, or the form for signing in.

    Return None if no page was requested, none would help, or a form was sent; for a part of a page too, or htmx would put the
    whole form for signing in where the part is.
    """
    of_part = request.headers.get("hx-request") == "true"
    if request.url.path.startswith("/api/") or of_part or refusal.code is CROSS_SITE:
        return None
    session = request.state.session
    if session is not None and session.pending:
        if request.method not in SAFE:
            return None
        page = _PENDING[session.pending][1]
        return RedirectResponse(leading_back(page, request) if session.pending == "second_factor" else page, 303)
    # a form that was sent is not led away: its page stays, and the browser sends what was filled in again (`problem.401`)
    return to_sign_in(request) if refusal.code is UNAUTHENTICATED and request.method in SAFE else None
