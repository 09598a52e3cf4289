"""Every route has its class of admission (docs/adr/0038-admission.md)."""

from __future__ import annotations

from collections import Counter

from chassis.permissions import ROUTES
from gateway.admission import priorities
from gateway.admission.priorities import NAMED, Priority, priority_of, priority_of_request
from services.accounts.server import HASHING


def test_every_route_has_a_class_and_every_named_one_is_there() -> None:
    """A route that is renamed is not left behind among the edits; none is named twice."""
    assert set(NAMED) - set(ROUTES) == set()
    named = [route for routes in (priorities._SIGN_IN, priorities._STATUS, priorities._SUBMITS) for route in routes]
    assert [route for route, times in Counter(named).items() if times > 1] == []
    classes = {route: priority_of(route) for route in ROUTES}
    assert set(classes.values()) == set(Priority)
    for route, priority in classes.items():
        assert priority is not Priority.EDITS or not route.startswith(("GET ", "HEAD ")), route
        assert priority is not Priority.READS or route.startswith(("GET ", "HEAD ", "OPTIONS ")), route


def test_whoever_takes_a_turn_at_hashing_has_a_place_of_its_own() -> None:
    """ADR 27: else the limit of all others would fall with each wave of sign-ins."""
    for route, row in ROUTES.items():
        service, _, method = getattr(row, "rpc", "").rpartition("/")
        if method in HASHING and service.startswith("dasai.accounts."):
            assert priority_of(route) is Priority.SIGN_IN, route


def test_files_of_pages_are_never_held_back_and_what_does_not_exist_is_as_any_other() -> None:
    """From memory; an address that nobody knows is read after the lists."""
    assert priority_of_request("GET", "/static/theme.css") is None
    assert priority_of_request("OPTIONS", "/api/v1/teams/1/material") is None
    assert priority_of_request("GET", "/nothing/of/that") == (Priority.READS, "-")
    assert priority_of_request("POST", "/nothing/of/that") == (Priority.EDITS, "-")
    route = "POST /api/v1/teams/{team_id}/submissions"
    assert priority_of_request("POST", "/api/v1/teams/7/submissions") == (Priority.SUBMITS, route)
