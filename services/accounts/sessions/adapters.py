"""Tokens of sessions."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return a new secret token."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return the hash by which a token is stored.

    A token is random, so that a single round of SHA-256 keeps it secret from anyone who reads the database.
    """
    return hashlib.sha256(token.encode()).hexdigest()
