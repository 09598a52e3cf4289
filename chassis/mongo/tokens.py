"""The tokens of pages: each says where its page begins, and is good for the list and the filters that it came from only."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Any

from ..kernel.refusal import refuse
from ..refusals import PAGE_TOKEN_INVALID


def page_token(asked: Any, after: str) -> str:
    """Return the token of the page after a place, of what is asked for: the list and its filters, as JSON can write them."""
    return urlsafe_b64encode(_fingerprint(asked) + after.encode()).rstrip(b"=").decode()


def after_token(token: str, asked: Any) -> str:
    """Return the place after which a token's page begins, '' for no token.

    Refuses PAGE_TOKEN_INVALID if the token is not from this list with these filters.
    """
    if not token:
        return ""
    fingerprint = _fingerprint(asked)
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        after = raw.removeprefix(fingerprint).decode()
    except (NotBase64, UnicodeError, ValueError):
        refuse(PAGE_TOKEN_INVALID)
    if not raw.startswith(fingerprint) or not after:
        refuse(PAGE_TOKEN_INVALID)
    return after


def number_after_token(token: str, asked: Any) -> int:
    """Return the number that a token holds, 0 for no token; refuses PAGE_TOKEN_INVALID as `after_token` does."""
    return int(after_token(token, asked) or "0")


def _fingerprint(asked: Any) -> bytes:
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).digest()[:8]
