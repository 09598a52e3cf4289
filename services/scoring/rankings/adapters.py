"""The key that rankings are signed with (rule E6)."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.settings import Misconfigured, settings


@lru_cache(maxsize=1)
def ranking_key() -> Ed25519PrivateKey:
    """Return the private key of DASAI_RANKING_KEY; raises Misconfigured if it is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("ranking_key"), validate=True))
    except ValueError:
        raise Misconfigured("DASAI_RANKING_KEY: give an Ed25519 seed of 32 bytes, in base64") from None


def public_key() -> tuple[str, str]:
    """Return key id (the start of the public key's hash) and public key, hexadecimal."""
    raw = ranking_key().public_key().public_bytes_raw()
    return hashlib.sha256(raw).hexdigest()[:16], raw.hex()


def sign(form: bytes) -> tuple[str, str]:
    """Return key id and signature of a ranking's form, hexadecimal."""
    return public_key()[0], ranking_key().sign(form).hex()
