"""Codes of links, sealed under the keys of contacts, so that nothing of them is stored (rule K4)."""

from __future__ import annotations

import base64
import binascii
import json
from contextlib import suppress
from datetime import UTC, datetime

from chassis.kernel.clock import instant
from chassis.sealing import SealBroken, Sealed

from ..accounts.adapters import contact_sealer
from .model import Link

_CONTEXT = b"a link to confirm an e-mail address"
_NONCE = 12


def code_of(link: Link) -> str:
    """Return the code of a link: letters, digits, hyphens and underscores."""
    plain = json.dumps([link.account_id, link.digest, int(link.expires_at.timestamp())], separators=(",", ":"))
    sealed = contact_sealer().seal(plain.encode(), _CONTEXT)
    return base64.urlsafe_b64encode(sealed.nonce + sealed.ciphertext).decode().rstrip("=")


def link_of(code: str) -> Link | None:
    """Return the link of a code, or None if it is no whole code of ours."""
    try:
        sealed = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    for key_id in contact_sealer().key_ids:
        with suppress(SealBroken, ValueError):  # a nonce that is too short is a ValueError
            plain = contact_sealer().open(Sealed(key_id, sealed[:_NONCE], sealed[_NONCE:]), _CONTEXT)
            account_id, digest, expires = json.loads(plain)
            return Link(account_id=account_id, digest=digest, expires_at=instant(datetime.fromtimestamp(expires, UTC)))
    return None
