"""A log line and a measurement of each request, by route and never by address: an address may hold a secret."""

from __future__ import annotations

import time
from typing import Any

from prometheus_client import Counter, Histogram

from chassis.actor import PUBLIC
from chassis.permissions import template_of
from chassis.telemetry import log, trace_id

from .admission.middleware import App, Message, Receive, Scope, Send

TICKETS = Counter("dasai_arrival_tickets_total", "Arrival tickets that were given and redeemed (rule C9).", ["done"])
# an alarm asks if none is redeemed: what was never exported is not 0
for _done in ("given", "redeemed"):
    TICKETS.labels(_done)
HTTP_SECONDS = Histogram(
    "dasai_http_seconds",
    "Time of an HTTP request in the gateway, seconds.",
    ["method", "route", "status"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# who reports or objects, or asks how that stands, is written nowhere, also not in a log (rules F8, H2)
UNNAMED = frozenset(
    {
        ("POST", "/api/v1/notices/{notice_id}/objections"),
        ("POST", "/api/v1/objection-status"),
        ("POST", "/api/v1/report-evidence"),
        ("POST", "/api/v1/report-status"),
        ("POST", "/api/v1/reports"),
        ("POST", "/notices/{notice_id}/objection"),
        ("POST", "/objections/status"),
        ("POST", "/reports/new"),
        ("POST", "/reports/status"),
    }
)


class Observe:
    """Middleware that measures and logs each request: who sent what, what came of it, and under which trace it went on.

    `account` is the account that is signed in, by its random identifier; `refused` the code of a problem.
    """

    def __init__(self, app: App) -> None:
        self._app, self._log = app, log("gateway.access")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            seconds = time.monotonic() - began
            # clients can invent methods and paths; neither may create new time series
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = route_of(scope)
            HTTP_SECONDS.labels(method, route, str(status)).observe(seconds)
            self._log.info(
                "request",
                method=method,
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
                request=scope["state"]["request_id"],
                **_known_of(scope["state"], method, route),
            )


def names_nobody(scope: Scope) -> bool:
    """Return True if who sends a request is not to be in the log (rules F8, H2)."""
    return (scope["method"], route_of(scope)) in UNNAMED


def _known_of(state: dict[str, Any], method: str, route: str) -> dict[str, str]:
    """Return the account, the refusal and the trace of a request, as far as there are any and they may be told."""
    actor = state.get("actor", PUBLIC)
    account = "" if actor == PUBLIC or (method, route) in UNNAMED else actor.account_id
    facts = {"account": account, "refused": state.get("refused", ""), "trace": trace_id(state.get("traceparent", ""))}
    return {name: value for name, value in facts.items() if value}


def route_of(scope: Scope) -> str:
    """Return the template of the request's route, such as `/api/v1/teams/{team_id}`; `-` if there is no such route.

    A request that was refused before it was routed has the template that the table of permissions says.
    """
    taken: str | None = getattr(scope.get("route"), "path", None)
    return taken or template_of(scope["method"], scope["path"]) or "-"
