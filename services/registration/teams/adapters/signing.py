"""Ed25519 keys for receipts: one signs, all verify (rule C8)."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chassis.settings import Misconfigured, settings

from ...shared.receipts import Signer


def key_id(public_key: bytes) -> str:
    """Return the name by which receipts call a key: the start of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def is_signed(public_key: bytes, form: bytes, signature: bytes) -> bool:
    """Return True if the signature over the form was made with this key; False for anything that is no signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, form)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1)
def receipt_signer() -> Signer:
    """Return a function that signs with DASAI_RECEIPT_KEY and answers key id and signature."""
    key = _private()
    name = key_id(key.public_key().public_bytes_raw())
    return lambda form: (name, key.sign(form).hex())


@lru_cache(maxsize=1)
def public_keys() -> dict[str, bytes]:
    """Return the public keys by id, the current first, then DASAI_RECEIPT_RETIRED_KEYS; raises Misconfigured if one is no key."""
    keys = [_private().public_key().public_bytes_raw()]
    try:
        keys += [bytes.fromhex(text) for text in settings().receipt_retired_keys.replace(",", " ").split()]
        for key in keys:
            Ed25519PublicKey.from_public_bytes(key)
    except ValueError:
        raise Misconfigured(
            "DASAI_RECEIPT_RETIRED_KEYS: give public keys of 32 bytes, hexadecimal, by commas"
        ) from None
    return {key_id(key): key for key in keys}


def _private() -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("receipt_key"), validate=True))
    except ValueError:
        raise Misconfigured("DASAI_RECEIPT_KEY: give an Ed25519 seed of 32 bytes, in base64") from None
