"""The form of API tokens, and their scopes (rule K1)."""

from __future__ import annotations

import enum

# by it people, gateways and scanners of leaked secrets recognise the text of a token
PREFIX = "dasai_"


class TokenScope(enum.StrEnum):
    """A part of the platform, to read or to write; writing includes reading.

    `account:read` shows the own account (`GET /api/v1/accounts/me`); none covers sessions, tokens or other accounts.
    """

    ACCOUNT_READ = "account:read"
    REGISTRATION_READ = "registration:read"
    REGISTRATION_WRITE = "registration:write"
    REVIEW_READ = "review:read"
    REVIEW_WRITE = "review:write"
    SCORING_READ = "scoring:read"
    SCORING_WRITE = "scoring:write"
    PUBLICITY_READ = "publicity:read"
    PUBLICITY_WRITE = "publicity:write"


def is_api_token(text: str) -> bool:
    """Return True if a bearer's token is an API token, and no session's."""
    return text.startswith(PREFIX)
