"""A log line and a measurement of each request, by route and never by address: an address may hold a secret."""

from __future__ import annotations

import time

from prometheus_client import Histogram

from chassis.telemetry import log

from .admission.middleware import App, Message, Receive, Scope, Send

HTTP_SECONDS = Histogram(
    "dasai_http_seconds",
    "Time of an HTTP request in the gateway, seconds.",
    ["method", "route", "status"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observe:
    """Middleware that measures and logs each request: method, route, status, milliseconds, request id."""

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
            )


def route_of(scope: Scope) -> str:
    """Return the template of the request's route, such as `/api/v1/teams/{team_id}`; `-` if no route took it."""
    return getattr(scope.get("route"), "path", "-")
