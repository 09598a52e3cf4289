"""The cookies of sessions and of sign-ons under way.

If browsers send them over TLS only, their names begin with `__Host-`: then no other host, also none below this one's domain, and
nobody who answers for this host without TLS can set them.
"""

from __future__ import annotations

from fastapi import Request, Response

from chassis.settings import settings
from gateway.settings import gateway_settings

SESSION = "dasai_session"
# by it a browser or program that signed in before is known at its next try; programs may send it as a header
DEVICE, DEVICE_HEADER = "dasai_device", "dasai-device"
_YEAR = 365 * 24 * 3600
_LONGEST = 200
# a sign-on under way, and a proven identity that has no account yet: both sealed by accounts
ATTEMPT, TICKET = "dasai_sign_on", "dasai_sign_on_ticket"
_SIGN_ON_SECONDS = 15 * 60
# what a browser keeps of pages that are no longer this person's
_CLEARED = '"cache", "storage"'


def name_of(cookie: str, *, secure: bool) -> str:
    """Return the name under which browsers keep a cookie; `secure` says that they send it over TLS only."""
    return f"__Host-{cookie}" if secure else cookie


def value_of(request: Request, cookie: str) -> str:
    """Return what a request brings as a cookie; empty if it brings none."""
    return request.cookies.get(name_of(cookie, secure=gateway_settings().cookies_are_secure), "")


def set_session_cookie(response: Response, token: str) -> None:
    """Set the session's cookie: hidden from scripts and from other sites."""
    _set(response, SESSION, token, int(settings().session_hours * 3600))


def delete_session_cookie(response: Response) -> None:
    """Delete the session's cookie, and let the browser forget what it keeps of the session's pages."""
    _delete(response, SESSION)
    response.headers["Clear-Site-Data"] = _CLEARED


def set_device_cookie(response: Response, token: str) -> None:
    """Set the cookie by which the browser is known at its next sign-in; it stays when the session ends."""
    _set(response, DEVICE, token, _YEAR)


def device_token_of(request: Request) -> str:
    """Return the token of the device that sends the request; empty if it has none."""
    token = request.headers.get(DEVICE_HEADER) or value_of(request, DEVICE)
    return token if len(token) <= _LONGEST and token.isascii() else ""


def set_sign_on_cookie(response: Response, cookie: str, sealed: str) -> None:
    """Set what a browser keeps while it is at an identity provider: it comes back with it, and no other browser does."""
    _set(response, cookie, sealed, _SIGN_ON_SECONDS)


def delete_sign_on_cookie(response: Response, cookie: str) -> None:
    """Delete what a browser kept for a sign-on."""
    _delete(response, cookie)


def _set(response: Response, cookie: str, value: str, seconds: int) -> None:
    secure = gateway_settings().cookies_are_secure
    response.set_cookie(
        name_of(cookie, secure=secure),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def _delete(response: Response, cookie: str) -> None:
    secure = gateway_settings().cookies_are_secure
    response.delete_cookie(name_of(cookie, secure=secure), path="/", secure=secure, httponly=True, samesite="lax")
