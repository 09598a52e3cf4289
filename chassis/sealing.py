"""Personal data at rest: sealed with AES-256-GCM, matched by keyed hash (rules B5, K4)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .settings import Misconfigured, settings


class SealBroken(Exception):
    """The sealed data was altered, belongs elsewhere, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Sealed bytes, with the key's id so that keys can rotate."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


class Sealer:
    """Seals and opens under the current key, opens under older ones, and hashes for matching."""

    def __init__(self, current: str, keys: dict[str, tuple[bytes, bytes]]) -> None:
        if current not in keys:
            raise ValueError("the current key is not among the keys")
        if any(len(part) != 32 for pair in keys.values() for part in pair):
            raise ValueError("each key is 32 bytes")
        self._current = current
        self._keys = keys

    @classmethod
    def from_json(cls, text: str) -> Sealer:
        """Make it of `{"current": id, "keys": {id: {"encrypt": base64, "match": base64}}}`; raises ValueError."""
        try:
            data = json.loads(text)
            keys = {
                name: (base64.b64decode(pair["encrypt"]), base64.b64decode(pair["match"]))
                for name, pair in data["keys"].items()
            }
            return cls(data["current"], keys)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("sealing keys are not as they should be: see docs/en/operators.md") from error

    def seal(self, plain: bytes, context: bytes) -> Sealed:
        """Seal for this context (for example the aggregate's id), so that it opens nowhere else."""
        nonce = os.urandom(12)
        return Sealed(self._current, nonce, AESGCM(self._keys[self._current][0]).encrypt(nonce, plain, context))

    def open(self, sealed: Sealed, context: bytes) -> bytes:
        """Return what was sealed; raises SealBroken."""
        try:
            return AESGCM(self._keys[sealed.key_id][0]).decrypt(sealed.nonce, sealed.ciphertext, context)
        except (KeyError, InvalidTag) as error:
            raise SealBroken from error

    @property
    def current(self) -> str:
        """Return the id of the key under which it seals."""
        return self._current

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of all keys, the current key's first."""
        return (self._current, *sorted(set(self._keys) - {self._current}))

    def match_keys(self, text: str) -> dict[str, str]:
        """Return the keyed hashes of a normalised identity by key id, the current key's first.

        Equal for equal persons, telling nobody else anything. While keys rotate whoever holds all of them meets whoever holds
        any (rule B5).
        """
        return {name: hmac.new(self._keys[name][1], text.encode(), hashlib.sha256).hexdigest() for name in self.key_ids}


@lru_cache(maxsize=1)
def sealer() -> Sealer:
    """Return the sealer with the keys of DASAI_IDENTITY_KEYS; raises Misconfigured if they are not well formed."""
    return sealer_of("identity_keys")


def sealer_of(secret: str) -> Sealer:
    """Return the sealer with the keys of a secret; raises Misconfigured, with its name alone, if they are not well formed."""
    try:
        return Sealer.from_json(settings().secret(secret))
    except ValueError as error:
        raise Misconfigured(f"DASAI_{secret.upper()}: {error}") from None
