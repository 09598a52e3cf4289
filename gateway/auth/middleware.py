"""Authentication by bearer token or session cookie; a cookie authorises no unsafe request from another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from pymongo.errors import PyMongoError

from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.refusals import UNAUTHENTICATED, UNAVAILABLE
from gateway.admission.middleware import App, Receive, Scope, Send
from gateway.problems import ProblemError, answer
from gateway.rpc import PUBLIC

COOKIE = "dasai_session"
CROSS_SITE = Code(
    "CROSS_SITE_REQUEST",
    Kind.FORBIDDEN,
    "请求来自其他网站，已拒绝。",
    "The request came from another site and was refused.",
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
        refusal = await _identify(request)
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await answer(ProblemError.of(refusal), request)(scope, receive, send)


async def _identify(request: Request) -> Refusal | None:
    request.state.session, request.state.actor, request.state.token = None, PUBLIC, ""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    by_cookie = not token
    token = token or request.cookies.get(COOKIE, "")
    if not token:
        # a form on another site could sign its reader in as somebody else
        foreign = request.method not in _SAFE and request.headers.get("origin") and not _same_origin(request)
        return Refusal(CROSS_SITE) if foreign else None
    try:
        session = await request.app.state.accounts.session(token)
    except PyMongoError:
        return Refusal(UNAVAILABLE)
    if session is None:
        return None if by_cookie else Refusal(UNAUTHENTICATED)
    if by_cookie and request.method not in _SAFE and not _same_origin(request):
        return Refusal(CROSS_SITE)
    request.state.session, request.state.actor, request.state.token = session, session.actor, token
    return None


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin") or request.headers.get("referer", "")
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # the header holds no address
        return False
