"""The session's cookie."""

from __future__ import annotations

from fastapi import Response

from chassis.settings import settings
from gateway.settings import gateway_settings

COOKIE = "dasai_session"


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
