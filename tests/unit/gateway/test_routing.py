"""A router passes over a request at a glance exactly where none of its routes has that path."""

from __future__ import annotations

import importlib
from typing import Any

from fastapi import FastAPI
from starlette.routing import Match

from gateway.app import ROUTERS
from gateway.routing import Router
from tests.unit.gateway.test_every_address import addresses


def _scope(method: str, path: str) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}


def test_every_router_knows_its_paths_at_a_glance() -> None:
    """None is left that asks each of its routes."""
    assert [name for name in ROUTERS if not isinstance(importlib.import_module(name).router, Router)] == []


def test_a_glance_leaves_out_no_route_of_any_address() -> None:
    """Addresses go to the routers that FastAPI itself finds, by any method; each sixth is tried."""
    app = FastAPI()
    for name in ROUTERS:
        app.include_router(importlib.import_module(name).router)
    odd = [("GET", path) for path in ("/", "", "/nothing", "/api/v1/", "/api/v1/teams/", "/a//b", "/teams/1/2/3/4/5")]
    wrong, passed_over = [], 0
    for method, path in [*addresses()[::6], *odd, *(("TRACE", path) for _, path in addresses()[:20])]:
        for route in app.routes:
            if not isinstance(getattr(route, "original_router", None), Router):
                continue
            quick = route.matches(_scope(method, path))[0]
            known = _without_glance(route, _scope(method, path))
            passed_over += quick is Match.NONE
            if quick is not known:
                wrong.append((method, path, quick, known))
    assert wrong == []
    assert passed_over > 5_000


def _without_glance(route: Any, scope: dict[str, Any]) -> Match:
    match, *_ = route._match(scope)
    return match


def test_a_route_that_is_added_later_is_known() -> None:
    """Also if the router was asked before."""
    app, router = FastAPI(), Router()
    router.add_api_route("/first", lambda: None)
    app.include_router(router)
    (included,) = (route for route in app.routes if getattr(route, "original_router", None) is router)
    assert included.matches(_scope("GET", "/second/1"))[0] is Match.NONE
    router.add_api_route("/second/{number}", lambda: None)
    assert included.matches(_scope("GET", "/second/1"))[0] is Match.FULL
