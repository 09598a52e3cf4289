"""Signatures with the trail's key, which no database holds (rule D5)."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ..settings import Misconfigured, settings


@lru_cache(maxsize=1)
def trail_key() -> Ed25519PrivateKey:
    """Return the key that signs heads and erasures, DASAI_TRAIL_KEY; raises Misconfigured if it is none."""
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("trail_key"), validate=True))
    except ValueError:
        raise Misconfigured("DASAI_TRAIL_KEY: give an Ed25519 seed of 32 bytes, in base64") from None


def trusted_keys() -> set[str]:
    """Return the public keys of this process's settings, hexadecimal: the current one's, and DASAI_TRAIL_RETIRED_KEYS."""
    retired = set(settings().trail_retired_keys.replace(",", " ").lower().split())
    if not settings().trail_key.get_secret_value():
        return retired
    return {trail_key().public_key().public_bytes_raw().hex(), *retired}


def sign(form: bytes) -> tuple[str, str]:
    """Return the signature of these bytes and the public key, hexadecimal; raises Misconfigured if there is no key."""
    key = trail_key()
    return key.sign(form).hex(), key.public_key().public_bytes_raw().hex()


def is_signed(form: bytes, signature: str, public_key: str) -> bool:
    """Return True if the signature of these bytes is that of `public_key`; whose key that is, is another question."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), form)
    except (InvalidSignature, ValueError):
        return False
    return True
