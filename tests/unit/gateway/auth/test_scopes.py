"""What API tokens may do, by method and path (K1)."""

from __future__ import annotations

import importlib
import warnings

import pytest

from chassis.facts.scopes import TokenScope
from gateway.auth.scopes import needed_scope, refusal_of_token

# the services whose routes no token reaches, but for what is read of one's own account
NEVER = "accounts"


def routes() -> list[tuple[str, str, str]]:
    """Return module, method and path of every route of the API, with a name in place of each parameter."""
    from gateway.app import ROUTERS

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        routers = {name: importlib.import_module(name).router for name in ROUTERS}
    return [
        (name, method, route.path.replace("{", "").replace("}", ""))
        for name, router in routers.items()
        for route in router.routes
        for method in sorted(route.methods)
    ]


def test_every_route_of_the_contest_has_a_scope_and_none_of_accounts_has() -> None:
    """K1: a new route of a service is in the table, with that service's scope; accounts and pages are closed to tokens."""
    for module, method, path in routes():
        _, kind, service, *_ = (*module.split("."), "")
        scope = needed_scope(method, path)
        if kind != "api" or service == NEVER:
            assert scope == ("account:read" if (method, path) == ("GET", "/api/v1/accounts/me") else ""), (method, path)
        else:
            area = "publicity" if service == "trail" else service
            assert scope == f"{area}:{'read' if method in ('GET', 'HEAD', 'OPTIONS') else 'write'}", (method, path)
            assert scope in set(TokenScope)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/tokens"),
        ("GET", "/api/v1/tokens"),
        ("POST", "/api/v1/accounts/me/password"),
        ("PATCH", "/api/v1/accounts/me"),
        ("GET", "/api/v1/accounts"),
        ("DELETE", "/api/v1/sessions/others"),
        ("POST", "/api/v1/invitations/acceptance"),
        ("GET", "/me"),
        ("GET", "/"),
        ("GET", "//api/v1/teams"),
        ("GET", "/api/v2/teams"),
        ("GET", "/api/v1"),
        ("GET", ""),
        ("GET", "/api/v1/accounts/me/"),
        ("GET", "/api/v1/no-such-thing"),
    ],
)
def test_what_is_not_in_the_table_is_refused(method: str, path: str) -> None:
    """K1: also to a token with every scope."""
    refusal = refusal_of_token(method, path, set(TokenScope))
    assert refusal is not None
    assert refusal.code.name == "TOKEN_NOT_ALLOWED"


def test_writing_includes_reading_of_the_same_part_only() -> None:
    """K1: the refusal says which scope is needed."""
    write, read = {TokenScope.REGISTRATION_WRITE}, {TokenScope.REGISTRATION_READ}
    team = "/api/v1/teams/team-1"
    assert [refusal_of_token(method, team, write) for method in ("GET", "PATCH")] == [None, None]
    assert refusal_of_token("HEAD", team, read) is None
    refused = refusal_of_token("PATCH", team, read)
    assert refused is not None
    assert (refused.code.name, refused.facts) == ("TOKEN_SCOPE_NEEDED", {"scope": "registration:write"})
    elsewhere = refusal_of_token("GET", "/api/v1/divisions/110000/recommendation", write)
    assert elsewhere is not None
    assert elsewhere.facts == {"scope": "review:read"}
