"""Who is asking: a bearer token or the session cookie; and no unsafe request by cookie from another site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request, Response
from pymongo.errors import PyMongoError

from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.refusals import UNAUTHENTICATED, UNAVAILABLE
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


async def authenticate(request: Request, following: Callable[[Request], Awaitable[Response]]) -> Response:
    """Put the session and the actor into the request's state; a bearer token that is no good is refused, a cookie ignored."""
    request.state.session, request.state.actor, request.state.token = None, PUBLIC, ""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    by_cookie = not token
    token = token or request.cookies.get(COOKIE, "")
    if token:
        try:
            session = await request.app.state.accounts.session(token)
        except PyMongoError:
            return answer(ProblemError.of(Refusal(UNAVAILABLE)), request)
        if session is None and not by_cookie:
            return answer(ProblemError.of(Refusal(UNAUTHENTICATED)), request)
        if session is not None:
            if by_cookie and request.method not in _SAFE and not _same_origin(request):
                return answer(ProblemError.of(Refusal(CROSS_SITE)), request)
            request.state.session, request.state.actor, request.state.token = session, session.actor, token
    elif request.method not in _SAFE and request.headers.get("origin") and not _same_origin(request):
        return answer(ProblemError.of(Refusal(CROSS_SITE)), request)
    return await following(request)


def _same_origin(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin") or request.headers.get("referer", "")
    return urlsplit(origin).netloc == request.headers.get("host", "")
