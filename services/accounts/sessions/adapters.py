"""Tokens of sessions, and the log of who signs in."""

from __future__ import annotations

import hashlib
import secrets

from chassis.context import current
from chassis.telemetry import log, trace_id

from ..limits.adapters import key_of

# hexadecimal digits
_MARK = 16


def new_token() -> str:
    """Return a new secret token."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return the hash by which a token is stored.

    A token is random, so that a single round of SHA-256 keeps it secret from anyone who reads the database.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def note_sign_in(what: str, address: str, *, account_id: str = "", means: str = "password") -> None:
    """Log a try to sign in: `means` is the password or an identity provider, the account its identifier if there is one.

    The network is a keyed hash, by which tries belong together: neither addresses nor login names are in a log (rule K4).
    """
    network, trace = key_of("address", address)[:_MARK], trace_id(current().traceparent)
    log("sign-in").info(what, account=account_id, means=means, network=network, trace=trace)
