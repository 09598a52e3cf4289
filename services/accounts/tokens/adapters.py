"""The texts of API tokens."""

from __future__ import annotations

import hashlib
import secrets

from chassis.facts.scopes import PREFIX


def new_text() -> str:
    """Return the secret text of a new token."""
    return PREFIX + secrets.token_urlsafe(32)


def hashed(text: str) -> str:
    """Return the hash by which a token is stored; a single round is enough, for the text is random."""
    return hashlib.sha256(text.encode()).hexdigest()
