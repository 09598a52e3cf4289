"""What API tokens may do, by the table of permissions (rule K1).

A token with `registration:write` may do all in registration that its account may do, and read; one with `registration:read`
may read. Operations without a scope no token may do: accounts, passwords, second factors, sessions, tokens, invitations, pages.
"""

from __future__ import annotations

from collections.abc import Collection

from chassis.kernel.refusal import Code, Kind, Refusal, refusal_of
from chassis.permissions import Page

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


def refusal_of_token(row: Page, scopes: Collection[str]) -> Refusal | None:
    """Return why a token with these scopes may not do what the row is for, or None if it may."""
    needed = row.scope_of_tokens
    if not needed:
        return Refusal(TOKEN_NOT_ALLOWED)
    if needed in scopes or needed.replace(":read", ":write") in scopes:
        return None
    return refusal_of(TOKEN_SCOPE_NEEDED, scope=needed)
