"""Who calls, as far as the request itself says: by bearer token or session cookie, from this site or another."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from chassis.facts.scopes import is_api_token

from .sessions import Session

SAFE = ("GET", "HEAD", "OPTIONS")


def known_caller(request: Request) -> tuple[str, Session | None]:
    """Return the token with which a command comes, and its session if this gateway knows it; nobody is asked.

    The token is empty if there is none, or if a command by cookie comes from another site: there it is of no use either.
    """
    token, by_cookie = token_of(request, request.app.state.session_cookie)
    if by_cookie and request.method not in SAFE and not same_origin(request):
        return "", None
    return token, request.app.state.sessions.remembered(token) if token else None


def token_of(request: Request, cookie: str) -> tuple[str, bool]:
    """Return the token with which a request comes, empty if there is none; and if it is by cookie, or would be."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    return (token, False) if token else (_of_cookie(request, cookie), True)


def _of_cookie(request: Request, cookie: str) -> str:
    """Return the token of the session's cookie; an API token there is none, for a browser sends cookies by itself."""
    token = request.cookies.get(cookie, "")
    return "" if is_api_token(token) else token


def same_origin(request: Request) -> bool:
    """Return True if a request comes from a page of this site, as its browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin") or request.headers.get("referer", "")
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:  # the header holds no address
        return False
