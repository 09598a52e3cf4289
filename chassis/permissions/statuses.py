"""The HTTP statuses with which a route may be refused: the one source of the API's document, of the table that is printed, and of
whoever checks them.
"""

from __future__ import annotations

from .model import Operation, Page, Scope

# invalid credentials; a token without the scope, a factor that is owed; a part that is away
_ALWAYS = frozenset({401, 403, 503})
# what a service is asked: a wrong filter, identifier or Idempotency-Key
_OF_SERVICES = frozenset({422})
# a body that is no strict JSON, comes too slowly, is too large or of another type; a rule refuses, or somebody else was quicker
_OF_COMMANDS = frozenset({400, 408, 409, 413, 415, 422})
_OF_ADDRESSES = frozenset({404, 422})
_READING = ("GET", "HEAD", "OPTIONS")


def statuses_of(row: Page, route: str) -> frozenset[int]:
    """Return the statuses of refusals that a route of the API (`GET /api/v1/cases/{case_id}`) may answer."""
    method, template = route.split(" ", 1)
    statuses = _ALWAYS | row.statuses | row.statuses_of_route.get(route, frozenset())
    if "{" in template:
        statuses |= _OF_ADDRESSES
    if isinstance(row, Operation):
        statuses |= _OF_SERVICES
        if any(allowance.scope is Scope.CODE for allowance in row.allowances):
            statuses |= _OF_ADDRESSES
    if method not in _READING:
        statuses |= _OF_COMMANDS
    return statuses


def refusals_of(row: Page) -> frozenset[int]:
    """Return the statuses of refusals of all routes of a row; none for one that has no route."""
    return frozenset().union(*(statuses_of(row, route) for route in row.routes))
