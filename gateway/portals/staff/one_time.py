"""One-time links that staff hand over: for a new password, and to accept an invitation (rule K1)."""

from __future__ import annotations

from fastapi import Request

from gateway.admission.address import public_address
from gateway.settings import gateway_settings

from ..pages import in_language


def own_address(request: Request) -> str:
    """Return the address at which the platform is reached."""
    return public_address(request.scope, gateway_settings().public_url)


def one_time_link(path: str, code: str, request: Request) -> str:
    """Return a one-time link, whose code is behind `#`, so that browsers don't send it and no log holds it."""
    return f"{own_address(request)}{in_language(path, request)}#{code}"
