"""Keep identity numbers sealed between the pages of a form, so that no page ever holds one (rules B5, K4).

A form of several pages, or one that was refused, must not make people type their numbers again; but a page that has a number
leaves it in the browser's history and on the screen. So the number goes back to the browser sealed: only a gateway opens it,
and only in the session that typed it. Nothing is stored.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.settings import settings

_NONCE = 12
_MOST = 400  # characters of a sealed number


def seal(number: str, session_id: str) -> str:
    """Return an identity number sealed for a session, as text for a hidden field."""
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + _box().encrypt(nonce, number.encode(), session_id.encode())).decode()


def unseal(text: str, session_id: str) -> str:
    """Return the number of a hidden field; empty if it was altered, is of another session, or there is none."""
    try:
        raw = base64.urlsafe_b64decode(text[:_MOST].encode("ascii"))
        return _box().decrypt(raw[:_NONCE], raw[_NONCE:], session_id.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return ""


def _box() -> AESGCM:
    """Return the cipher; every gateway derives the same key from the secret that it shares with the services."""
    secret = settings().secret("actor_key").encode()
    return AESGCM(HKDF(hashes.SHA256(), length=32, salt=None, info=b"dasai: numbers of a form").derive(secret))
