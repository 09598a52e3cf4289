"""The cookies of sessions and of sign-ons under way."""

from __future__ import annotations

from fastapi import Request, Response

from chassis.settings import settings
from gateway.settings import gateway_settings

COOKIE = "dasai_session"
# by it a browser or program that signed in before is known at its next try; programs may send it as a header
DEVICE_COOKIE, DEVICE_HEADER = "dasai_device", "dasai-device"
_YEAR = 365 * 24 * 3600
_LONGEST = 200
# a sign-on under way, and a proven identity that has no account yet: both sealed by accounts
ATTEMPT_COOKIE, TICKET_COOKIE = "dasai_sign_on", "dasai_sign_on_ticket"
_SIGN_ON_PATH = "/sign-on/"
_SIGN_ON_SECONDS = 15 * 60


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


def set_sign_on_cookie(response: Response, name: str, sealed: str) -> None:
    """Set what a browser keeps while it is at an identity provider: it comes back with it, and no other browser does."""
    response.set_cookie(
        name,
        sealed,
        max_age=_SIGN_ON_SECONDS,
        httponly=True,
        samesite="lax",
        secure=gateway_settings().cookies_are_secure,
        path=_SIGN_ON_PATH,
    )


def delete_sign_on_cookie(response: Response, name: str) -> None:
    """Delete what a browser kept for a sign-on."""
    response.delete_cookie(name, path=_SIGN_ON_PATH)
