"""The table as a whole: each RPC, each route of the API and each page has one row."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from . import accounts, common, publicity, registration, review, scoring
from .model import Audience, Fields, Operation, Page
from .pages import PAGES
from .routes import Routes

_MODULES: tuple[ModuleType, ...] = (accounts, common, publicity, registration, review, scoring)


def _operations() -> dict[str, Operation]:
    operations: dict[str, Operation] = {}
    for module in _MODULES:
        for value in vars(module).values():
            if isinstance(value, Operation) and operations.setdefault(value.rpc, value) is not value:
                raise ValueError(f"two rows for {value.rpc}")
    return operations


def _routes(rows: tuple[Page, ...]) -> dict[str, Page]:
    routes: dict[str, Page] = {}
    for row in rows:
        for route in row.routes:
            if routes.setdefault(route, row) is not row:
                raise ValueError(f"two rows for {route}")
    return routes


def _fields() -> Fields:
    fields: dict[str, Mapping[str, frozenset[Audience]]] = {}
    for module in _MODULES:
        for message, restricted in module.FIELDS.items():
            if fields.setdefault(message, restricted) is not restricted:
                raise ValueError(f"fields of {message} are listed twice")
    return fields


# by the full name of the RPC: dasai.review.v1.Cases/GetCase
OPERATIONS = _operations()
# by method and path template: GET /api/v1/cases/{case_id}
ROUTES = _routes((*OPERATIONS.values(), *PAGES))
# by the full name of a message
FIELDS = _fields()
_matching = Routes(ROUTES)


def of_rpc(method: str) -> Operation | None:
    """Return the row of an RPC by its full name, with or without a slash before it; None if the table has none."""
    return OPERATIONS.get(method.removeprefix("/"))


def of_request(method: str, path: str) -> Page | None:
    """Return the row of a request by its method and path, for example `/api/v1/cases/123`; None if the table has none."""
    route = _matching.route(method, path)
    return ROUTES[route] if route is not None else None


def route_of_request(method: str, path: str) -> str | None:
    """Return the route of a request, for example `GET /api/v1/cases/{case_id}`; None if the table has no such route."""
    return _matching.route(method, path)


def template_of(method: str, path: str) -> str | None:
    """Return the template of a request's path, for example `/api/v1/cases/{case_id}`; None if the table has no such route."""
    route = _matching.route(method, path)
    return route.partition(" ")[2] if route is not None else None
