"""A page in a single file that verifies receipts in a browser without a network (rule C8)."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from gateway.admission.address import public_address
from gateway.api.registration.submissions import list_receipt_keys
from gateway.routing import Router
from gateway.settings import gateway_settings

from ...pages import STATIC, render

router = Router(include_in_schema=False)
_HERE = Path(__file__).parent


@router.get("/receipts/verifier.html")
async def verifier_page(request: Request) -> Response:
    """Return the page with today's public keys; it runs its own script and style only, and can't load anything."""
    keys = [key.public_key for key in (await list_receipt_keys(request)).keys]
    script, style, policy = _parts()
    shown = render(
        request,
        "public/verifier.html",
        policy=policy,
        script=Markup(script),  # noqa: S704 - our own input: a file beside this one
        style=Markup(style),  # noqa: S704 - our own input: the pages' style sheet
        keys=keys,
        source=public_address(request.scope, gateway_settings().public_url),
        made_at=request.state.arrived_at,
    )
    shown.headers["content-security-policy"] = f"{policy}; frame-ancestors 'none'"
    return shown


@cache
def _parts() -> tuple[str, str, str]:
    """Return script, style, and the policy that allows these two and nothing else."""
    script = (_HERE / "verify.js").read_text()
    style = (STATIC / "vendor" / "dasai.css").read_text()
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    return script, style, policy


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
