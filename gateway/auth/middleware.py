"""Authentication by bearer token or session cookie; a cookie authorises no unsafe request from another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from chassis.facts.scopes import is_api_token
from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.refusals import UNAUTHENTICATED
from gateway.admission.middleware import App, Receive, Scope, Send
from gateway.problems import ProblemError, answer
from gateway.rpc import PUBLIC

from .cookies import COOKIE
from .scopes import refusal_of_token

CROSS_SITE = Code(
    "CROSS_SITE_REQUEST",
    Kind.FORBIDDEN,
    "请求来自其他网站，已拒绝。",
    "The request came from another site and was refused.",
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
_SAFE = ("GET", "HEAD", "OPTIONS")


class Authenticate:
    """Middleware that sets the request's session and actor; it refuses an invalid bearer token, and ignores an invalid cookie."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            refusal = await _identify(request)
        except ProblemError as problem:
            await answer(problem, request)(scope, receive, send)
            return
        if refusal is None:
            await self._app(scope, receive, send)
            return
        page = _page_of(request)
        if page:
            await RedirectResponse(page, 303)(scope, receive, send)
        else:
            await answer(ProblemError.of(refusal), request)(scope, receive, send)


async def _identify(request: Request) -> Refusal | None:
    request.state.session, request.state.actor, request.state.token = None, PUBLIC, ""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    by_cookie = not token
    token = token or _of_cookie(request)
    if not token:
        # a form on another site could sign its reader in as somebody else
        foreign = request.method not in _SAFE and request.headers.get("origin") and not _same_origin(request)
        return Refusal(CROSS_SITE) if foreign else None
    session = await request.app.state.sessions.session(token, request)
    if session is None:
        return None if by_cookie else Refusal(UNAUTHENTICATED)
    if by_cookie and request.method not in _SAFE and not _same_origin(request):
        return Refusal(CROSS_SITE)
    request.state.session, request.state.actor, request.state.token = session, session.actor, token
    if session.scopes is not None:
        return refusal_of_token(request.method, request.url.path, session.scopes)
    if session.pending and not _is_open(request.url.path, session.pending):
        return Refusal(_PENDING[session.pending][0])
    return None


def _of_cookie(request: Request) -> str:
    """Return the token of the session's cookie; an API token there is none, for a browser sends cookies by itself."""
    token = request.cookies.get(COOKIE, "")
    return "" if is_api_token(token) else token


def _is_open(path: str, pending: str) -> bool:
    """Return True if an address may be asked for while this is pending."""
    if pending == "second_factor":
        return path.startswith(_OPEN_WITHOUT_CODE)
    if path.startswith(_OPEN_BEFORE_AGREEING):
        return pending == "privacy_notice"
    return path.startswith(_OPEN_MEANWHILE)


def _page_of(request: Request) -> str:
    """Return the page that does what is pending, if a page was asked for; an empty text if not."""
    session = request.state.session
    if session is None or not session.pending or request.method not in _SAFE or request.url.path.startswith("/api/"):
        return ""
    return _PENDING[session.pending][1]


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin") or request.headers.get("referer", "")
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # the header holds no address
        return False
