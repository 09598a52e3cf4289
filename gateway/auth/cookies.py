"""The session's cookie."""

from __future__ import annotations

from fastapi import Request, Response

from chassis.settings import settings
from gateway.settings import gateway_settings

COOKIE = "dasai_session"
# by it a browser or program that signed in before is known at its next try; programs may send it as a header
DEVICE_COOKIE, DEVICE_HEADER = "dasai_device", "dasai-device"
_YEAR = 365 * 24 * 3600
_LONGEST = 200


def set_session_cookie(response: Response, token: str) -> None:
    """Set the session's cookie: hidden from scripts and from other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(settings().session_hours * 3600),
        httponly=True,
        samesite="lax",
        secure=gateway_settings().cookies_are_secure,
        path="/",
    )


def set_device_cookie(response: Response, token: str) -> None:
    """Set the cookie by which the browser is known at its next sign-in; it stays when the session ends."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=gateway_settings().cookies_are_secure,
        path="/",
    )


def device_token_of(request: Request) -> str:
    """Return the token of the device that sends the request; empty if it has none."""
    token = request.headers.get(DEVICE_HEADER) or request.cookies.get(DEVICE_COOKIE, "")
    return token if len(token) <= _LONGEST and token.isascii() else ""
