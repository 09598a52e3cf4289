"""Keys of counters and of devices, as keyed hashes; tokens of devices."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from chassis.settings import settings

# hexadecimal digits
_MARK = 32


def key_of(kind: str, *parts: str) -> str:
    """Return the key under which something is counted or known.

    Addresses and login names are few enough to be tried one by one, so it takes the key of DASAI_ACTOR_KEY to recognise them.
    """
    text = "\0".join((kind, *parts)).encode()
    return hmac.new(settings().secret("actor_key").encode(), text, hashlib.sha256).hexdigest()


def new_device_token() -> str:
    """Return a new token of a device, which says that it is ours."""
    chance = secrets.token_urlsafe(24)
    return f"{chance}.{key_of('device token', chance)[:_MARK]}"


def is_our_token(token: str) -> bool:
    """Return True if the token of a device was made by us: nobody chooses by which token a device is known."""
    chance, _, mark = token.partition(".")
    return hmac.compare_digest(mark.encode(), key_of("device token", chance)[:_MARK].encode())
