"""What the log says of each request: who, what, what came of it; and of whom it says nothing."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from typing import Any

import httpx
import pytest
from dasai.publicity.v1 import reports_pb2
from fastapi import Request
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from chassis.actor import PUBLIC, Actor
from chassis.kernel.clock import SystemClock
from gateway.admission.middleware import Stamp
from gateway.app import ROUTERS
from gateway.observe import UNNAMED, Observe
from gateway.rpc import call
from tests.unit.gateway.running import Gateway

SOMEBODY = Actor(account_id="7c1d0a52-0000-4000-8000-000000000001")
TRACE = "0af7651916cd43dd8448eb211c80319c"


def logged(
    actor: Actor, method: str, route: str, *, refused: str = "", status: int = 200, path: str = ""
) -> dict[str, Any]:
    """Return the line of a request that this actor sends, which an application answers so; with a path it is never routed."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if not path:
            scope["route"] = APIRoute(route, lambda: None)
        scope["state"] |= {"actor": actor} | ({"refused": refused} if refused else {})
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def through() -> None:
        transport = httpx.ASGITransport(app=Stamp(Observe(app), SystemClock()))
        headers = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            await client.request(method, path or "/x", headers=headers)

    with capture_logs() as lines:
        asyncio.run(through())
    (line,) = [line for line in lines if line["event"] == "request"]
    return dict(line)


def test_a_line_says_who_sent_what_what_came_of_it_and_its_trace() -> None:
    """By the account's random identifier and the stable code; its time and process are added to every line."""
    line = logged(SOMEBODY, "POST", "/api/v1/teams", refused="K1_FORBIDDEN", status=403)
    assert {name: line[name] for name in ("method", "route", "status", "account", "refused", "trace")} == {
        "method": "POST",
        "route": "/api/v1/teams",
        "status": 403,
        "account": SOMEBODY.account_id,
        "refused": "K1_FORBIDDEN",
        "trace": TRACE,
    }
    assert {"request", "ms"} <= set(line)


def test_a_line_of_nobody_names_nobody() -> None:
    """Public pages: no account, no refusal."""
    assert {"account", "refused"} & set(logged(PUBLIC, "GET", "/api/v1/edition")) == set()


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("POST", "/api/v1/cases/5f3b/decision", "/api/v1/cases/{case_id}/decision"),
        ("GET", "/api/v1/cases/5f3b/decision", "-"),
        ("GET", "/no/such/address", "-"),
    ],
)
def test_what_is_refused_before_it_is_routed_has_its_route_in_the_log(method: str, path: str, route: str) -> None:
    """K1: by the table; an address that is none of ours stays a dash, for a client could invent as many as it likes."""
    assert logged(SOMEBODY, method, route, refused="K1_FORBIDDEN", status=403, path=path)["route"] == route


def test_h2_whoever_is_refused_before_reporting_is_not_in_the_log_either() -> None:
    """H2: a body that is too large, a token without the scope: the request was about to report."""
    assert "account" not in logged(
        SOMEBODY, "POST", "", refused="TOKEN_SCOPE_NEEDED", status=403, path="/api/v1/reports"
    )


@pytest.mark.parametrize(("method", "route"), sorted(UNNAMED))
def test_f8_h2_who_reports_or_objects_is_not_in_the_log(method: str, route: str) -> None:
    """F8, H2: also somebody who is signed in; but whoever decides on reports is."""
    assert "account" not in logged(SOMEBODY, method, route)
    assert logged(SOMEBODY, "POST", "/api/v1/reports/{report_id}/acceptance")["account"] == SOMEBODY.account_id


def test_f8_h2_every_route_that_names_nobody_to_its_service_names_nobody_in_the_log() -> None:
    """F8, H2: a new one is added to the list, and the list has no route that there is not."""
    routes = [
        (method, route)
        for name in ROUTERS
        for route in importlib.import_module(name).router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]
    unnamed = {(method, route.path) for method, route in routes if "unnamed=True" in inspect.getsource(route.endpoint)}
    assert unnamed
    assert unnamed <= UNNAMED <= {(method, route.path) for method, route in routes}


def test_f8_h2_no_service_is_called_without_a_name_for_a_request_that_the_log_names(
    gateway: Gateway,
) -> None:
    """F8, H2: whichever function of a page calls, it is noticed the first time that the page is tried."""

    async def answered(*_: Any, **__: Any) -> str:
        return "answered"

    def sent_to(path: str) -> Request:
        state = {"request_id": "1", "traceparent": "", "arrived_at": SystemClock().now()}
        return Request({"type": "http", "method": "POST", "path": path, "headers": [], "state": state})

    message = reports_pb2.FileReportRequest()
    with pytest.raises(RuntimeError, match="UNNAMED"):
        asyncio.run(call(answered, message, sent_to("/api/v1/teams"), unnamed=True))
    assert asyncio.run(call(answered, message, sent_to("/api/v1/teams"))) == "answered"
    assert asyncio.run(call(answered, message, sent_to("/api/v1/reports"), unnamed=True)) == "answered"


def test_refusals_of_the_gateway_itself_are_in_the_log(gateway: Gateway) -> None:
    """Of its middleware, of authentication, of the form of a request, and as a page."""
    with capture_logs() as lines:
        gateway.get("/api/v1/edition", host="evil.example")
        gateway.request("POST", "/api/v1/teams", content=b"{", headers={"content-type": "application/json"})
        gateway.request("POST", "/sign-in", data={"login": "x"}, headers={"origin": "https://elsewhere.example"})
        gateway.get("/nothing-here", accept="text/html")
    refused = [line.get("refused") for line in lines if line["event"] == "request"]
    assert refused == ["HOST_UNKNOWN", "BODY_NOT_JSON", "CROSS_SITE_REQUEST", "NOT_FOUND"]
