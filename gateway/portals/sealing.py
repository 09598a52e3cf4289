"""Keep identity numbers sealed between the pages of a form, so that no page ever holds one (rules B5, K4).

A form of several pages, one that was refused, or one that waits must not make people type their numbers again; but a page that
has a number leaves it in the browser's history and on the screen. So the number goes back to the browser sealed: only a gateway
opens it, and only in the session that typed it. Nothing is stored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from fastapi import Request

from chassis.settings import settings
from gateway.auth.caller import token_of

_NONCE = 12
_MOST = 400  # characters of a sealed number


def holder_of_seals(request: Request) -> str:
    """Return for whom a request's numbers are sealed: whoever has the session's token; empty without one. Nobody is asked."""
    token, _ = token_of(request, request.app.state.session_cookie)
    return hashlib.sha256(token.encode()).hexdigest() if token else ""


def seal(number: str, holder: str) -> str:
    """Return an identity number sealed for a holder, as text for a hidden field."""
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + _box().encrypt(nonce, number.encode(), holder.encode())).decode()


def unseal(text: str, holder: str) -> str:
    """Return the number of a hidden field; empty if it was altered, is of another holder, or there is none."""
    try:
        raw = base64.urlsafe_b64decode(text[:_MOST].encode("ascii"))
        return _box().decrypt(raw[:_NONCE], raw[_NONCE:], holder.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        return ""


def mark_of(number: str, holder: str) -> str:
    """Return by what a holder's number is known again, however it was sealed; nobody but a gateway finds the number by it."""
    return hmac.digest(_key(b"dasai: marks of numbers"), f"{holder} {number}".encode(), "sha256").hex()


def _box() -> AESGCM:
    return AESGCM(_key(b"dasai: numbers of a form"))


def _key(purpose: bytes) -> bytes:
    """Return a key; every gateway derives the same one from the secret that it shares with the services."""
    secret = settings().secret("actor_key").encode()
    return HKDF(hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret)
