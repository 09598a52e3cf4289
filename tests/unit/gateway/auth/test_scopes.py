"""What API tokens may do, by the table of permissions (K1)."""

from __future__ import annotations

import pytest

from chassis.facts.scopes import TokenScope
from chassis.kernel.refusal import Refusal
from chassis.permissions import OPERATIONS, of_request
from gateway.auth.scopes import refusal_of_token

# the services that the common contracts' routes belong to for tokens
COMMON = "publicity"


def refusal_of(method: str, path: str, scopes: set[TokenScope]) -> Refusal | None:
    row = of_request(method, path)
    assert row is not None
    return refusal_of_token(row, scopes)


def test_every_operation_of_the_contest_has_its_services_scope_and_none_of_accounts_has() -> None:
    """K1: a new route of a service gets that service's scope; accounts and operations are closed to tokens.

    A token reads its own account, and takes arrival tickets for what it does for a team (C9).
    """
    of_accounts = {"GET /api/v1/accounts/me": "account:read", "POST /api/v1/arrival-tickets": "registration:write"}
    for row in OPERATIONS.values():
        service = row.rpc.split(".")[1]
        for route in row.routes:
            method, path = route.split(" ", 1)
            scope = row.scope_of_tokens
            of_operators = path.startswith("/api/v1/operations/")
            if service == "accounts" or "/accounts/me/" in path or path == "/api/v1/probe" or of_operators:
                assert scope == of_accounts.get(route, ""), route
            else:
                area = COMMON if service == "common" else service
                # a search is a POST, for addresses are kept in logs (K4)
                reads = method in ("GET", "HEAD") or path.endswith("/search")
                assert scope == f"{area}:{'read' if reads else 'write'}", route
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
    ],
)
def test_what_has_no_scope_is_refused(method: str, path: str) -> None:
    """K1: also to a token with every scope."""
    refusal = refusal_of(method, path, set(TokenScope))
    assert refusal is not None
    assert refusal.code.name == "TOKEN_NOT_ALLOWED"


def test_writing_includes_reading_of_the_same_part_only() -> None:
    """K1: the refusal says which scope is needed."""
    write, read = {TokenScope.REGISTRATION_WRITE}, {TokenScope.REGISTRATION_READ}
    team = "/api/v1/teams/team-1"
    assert [refusal_of(method, team, write) for method in ("GET", "PATCH")] == [None, None]
    refused = refusal_of("PATCH", team, read)
    assert refused is not None
    assert (refused.code.name, refused.facts) == ("TOKEN_SCOPE_NEEDED", {"scope": "registration:write"})
    elsewhere = refusal_of("GET", "/api/v1/divisions/110000/recommendation", write)
    assert elsewhere is not None
    assert elsewhere.facts == {"scope": "review:read"}
