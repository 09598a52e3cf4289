"""The gateway as an application: it stamps arrival, limits, authenticates, translates and renders. It holds no contest rule."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from chassis.kernel.refusal import MAX_FAULTS
from chassis.settings import settings

from . import problems
from .admission.address import OwnAddress, allowed_hosts
from .admission.middleware import LimitBody, Stamp
from .api.examples import EXAMPLES
from .auth.cookies import COOKIE
from .auth.middleware import Authenticate
from .auth.sessions import Sessions
from .observe import Observe
from .portals.pages import problem_page
from .rpc import close_channels
from .settings import gateway_settings

ROUTERS = (
    "gateway.api.accounts.accounts",
    "gateway.api.accounts.sessions",
    "gateway.api.accounts.tokens",
    "gateway.api.accounts.sign_on",
    "gateway.api.accounts.invitations",
    "gateway.api.accounts.second_factors",
    "gateway.api.accounts.password_resets",
    "gateway.api.accounts.messages",
    "gateway.api.accounts.announcements",
    "gateway.api.accounts.personal_data",
    "gateway.api.registration.editions",
    "gateway.api.registration.divisions",
    "gateway.api.registration.activities",
    "gateway.api.registration.organisations",
    "gateway.api.registration.affiliations",
    "gateway.api.registration.names",
    "gateway.api.registration.teams",
    "gateway.api.registration.claims",
    "gateway.api.registration.declarations",
    "gateway.api.registration.materials",
    "gateway.api.registration.submissions",
    "gateway.api.registration.supplements",
    "gateway.api.review.desks",
    "gateway.api.review.cases",
    "gateway.api.review.recommendations",
    "gateway.api.review.national_check",
    "gateway.api.scoring.panels",
    "gateway.api.scoring.rounds",
    "gateway.api.scoring.rankings",
    "gateway.api.scoring.sheets",
    "gateway.api.scoring.local_awards",
    "gateway.api.publicity.notices",
    "gateway.api.publicity.objections",
    "gateway.api.publicity.evidence",
    "gateway.api.publicity.reports",
    "gateway.api.publicity.awards",
    "gateway.api.trail",
    "gateway.portals.public",
    "gateway.portals.invitations",
    "gateway.portals.security",
    "gateway.portals.sign_on",
    "gateway.portals.account",
    "gateway.portals.receipts",
    "gateway.portals.verifier",
    "gateway.portals.trail",
    "gateway.portals.participant",
)
PROBES = ("gateway.api.probe",)
_PROBLEM = {
    "description": "A problem (RFC 9457) with a stable code, in Chinese and English.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "required": [
        "type",
        "title",
        "status",
        "code",
        "detail",
        "detail_en",
        "facts",
        "faults",
        "fault_count",
        "instance",
    ],
    "properties": {
        "type": {"type": "string", "example": "urn:dasai:problem:B5_REPRESENTATIVE_IN_ANOTHER_TEAM"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string", "description": "Chinese: what is wrong and how to mend it."},
        "detail_en": {"type": "string", "description": "The same in English."},
        "facts": {"type": "object", "additionalProperties": {"type": "string"}},
        "fault_count": {"type": "integer", "description": "How many faults there are, if not all are named."},
        "faults": {
            "type": "array",
            "maxItems": MAX_FAULTS,
            "description": "The first of the faults.",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "zh": {"type": "string"}, "en": {"type": "string"}},
            },
        },
        "instance": {"type": "string"},
    },
}
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that POST /api/v1/sessions answers with, or an API token.",
    },
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The same token, for pages."},
}


def create_app() -> Any:
    """Return the ASGI application with its middleware."""
    limits = gateway_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.sessions = Sessions(limits)
        app.state.sessions.start()
        yield
        await app.state.sessions.close()
        await close_channels()

    app = FastAPI(
        title="Dasai",
        version="1",
        description="The national contest, over REST. Commands take an `Idempotency-Key`; refusals are problems (RFC 9457).",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"4XX": _PROBLEM, "503": _PROBLEM},
    )
    problems.install(app, problem_page)
    app.add_middleware(Authenticate)
    for name in (*ROUTERS, *PROBES) if settings().probe else ROUTERS:
        app.include_router(importlib.import_module(name).router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "portals" / "static"), name="static")
    _document(app)
    inner = LimitBody(
        app, max_bytes=limits.max_body_bytes, max_depth=limits.max_json_depth, seconds=limits.body_seconds
    )
    return Stamp(Observe(OwnAddress(inner, allowed_hosts(settings(), limits))), settings().clock)


def _document(app: FastAPI) -> None:
    original = app.openapi

    def openapi() -> dict[str, Any]:
        document = original()
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        schemas["Problem"] = _PROBLEM_SCHEMA
        for name, example in EXAMPLES.items():
            schemas[name]["examples"] = [example]
        components["securitySchemes"] = _SECURITY
        document["security"] = [{}, *({name: []} for name in _SECURITY)]
        return document

    app.openapi = openapi  # type: ignore[method-assign]
