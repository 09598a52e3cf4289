"""The table of what API tokens may do, by method and path (rule K1).

A token with `registration:write` may do all in registration that its account may do, and read; one with `registration:read`
may read. What is not in the table, no token may do: accounts, passwords, second factors, sessions, tokens, invitations, pages.
"""

from __future__ import annotations

from collections.abc import Collection

from chassis.kernel.refusal import Code, Kind, Refusal, refusal_of

TOKEN_NOT_ALLOWED = Code(
    "TOKEN_NOT_ALLOWED",
    Kind.FORBIDDEN,
    "访问令牌不能用于此操作，请登录后办理。",
    "API tokens can't do that: sign in for it.",
)
TOKEN_SCOPE_NEEDED = Code(
    "TOKEN_SCOPE_NEEDED",
    Kind.FORBIDDEN,
    "该访问令牌没有所需的权限范围{scope}，请新建包含该范围的令牌。",
    "This API token lacks the scope {scope}: make a token that has it.",
)
_SAFE = ("GET", "HEAD", "OPTIONS")
# the part of the platform, by what follows /api/v1/
_AREAS = {
    "registration": (
        "activities",
        "affiliation-imports",
        "colleague-answers",
        "credit-lists",
        "divisions",
        "edition",
        "invitation-answers",
        "invitation-lookups",
        "material-uploads",
        "name-claims",
        "name-screenings",
        "organisations",
        "receipt-keys",
        "receipt-verifications",
        "receipts",
        "sign-ups",
        "take-overs",
        "teams",
        "word-lists",
    ),
    "review": ("cases", "finalists", "national-check"),
    "scoring": ("keys", "panels", "rounds", "sheets"),
    "publicity": (
        "awards",
        "certificates",
        "entitlements",
        "notices",
        "objection-dismissals",
        "objection-status",
        "objections",
        "report-evidence",
        "report-status",
        "reports",
        "special-awards",
        "trail-heads",
        "winners",
    ),
}
_AREA_OF = {first: area for area, firsts in _AREAS.items() for first in firsts}
# /api/v1/divisions/{code}/...: what belongs to another part than registration
_OF_DIVISIONS = {"reviewers": "review", "recommendation": "review", "local-awards": "scoring"}
# what only reads
_READ_ONLY = {("GET", "/api/v1/accounts/me"): "account:read", ("HEAD", "/api/v1/accounts/me"): "account:read"}


def needed_scope(method: str, path: str) -> str:
    """Return the scope that a token needs for this; an empty text if no token may do it."""
    if (method, path) in _READ_ONLY:
        return _READ_ONLY[method, path]
    empty, *parts = path.split("/")
    if empty or parts[:2] != ["api", "v1"] or len(parts) < 3:
        return ""
    area = _AREA_OF.get(parts[2], "")
    if parts[2] == "divisions" and len(parts) > 4:
        area = _OF_DIVISIONS.get(parts[4], area)
    return f"{area}:{'read' if method in _SAFE else 'write'}" if area else ""


def refusal_of_token(method: str, path: str, scopes: Collection[str]) -> Refusal | None:
    """Return why a token with these scopes may not do this, or None if it may."""
    needed = needed_scope(method, path)
    if not needed:
        return Refusal(TOKEN_NOT_ALLOWED)
    if needed in scopes or needed.replace(":read", ":write") in scopes:
        return None
    return refusal_of(TOKEN_SCOPE_NEEDED, scope=needed)
