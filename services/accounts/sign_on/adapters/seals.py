"""What the browser keeps sealed between two steps, keyed hashes of identities, and link codes."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.kernel.clock import instant
from chassis.sealing import SealBroken, Sealed

from ...accounts.adapters import contact_sealer
from ..model import Attempt, SignOnPurpose, Ticket

# what is sealed opens for its own use only
_ATTEMPT, _TICKET = b"sign-on attempt", b"sign-on ticket"


def new_code() -> str:
    """Return a new link code."""
    return secrets.token_urlsafe(24)


def hashed(code: str) -> str:
    """Return the hash by which a link code is stored; a single round is enough, for a code is random."""
    return hashlib.sha256(code.strip().encode()).hexdigest() if code.strip() else ""


def identity_keys(issuer: str, subject: str) -> tuple[str, ...]:
    """Return the keyed hashes of an identity under all keys, the current key's first.

    A subject may be an identity number: nobody who reads the database learns it (rule K4).
    """
    return tuple(contact_sealer().match_keys(f"identity\n{issuer}\n{subject}").values())


def seal_attempt(attempt: Attempt) -> str:
    """Return a sign-on under way as a text that nobody else can read or make."""
    return _seal(asdict(attempt), _ATTEMPT)


def open_attempt(text: str) -> Attempt | None:
    """Return what was sealed, or None if it was not sealed here."""
    values = _open(text, _ATTEMPT)
    return Attempt(**values | {"purpose": SignOnPurpose(values["purpose"])}) if values else None


def seal_ticket(ticket: Ticket) -> str:
    """Return a proven identity as a text that nobody else can read or make."""
    return _seal(asdict(ticket), _TICKET)


def open_ticket(text: str) -> Ticket | None:
    """Return what was sealed, or None if it was not sealed here."""
    values = _open(text, _TICKET)
    return Ticket(**values) if values else None


def _seal(values: dict[str, Any], context: bytes) -> str:
    plain = json.dumps(values, default=lambda value: value.isoformat()).encode()
    sealed = contact_sealer().seal(plain, context)
    parts = (sealed.key_id.encode(), sealed.nonce, sealed.ciphertext)
    return ".".join(base64.urlsafe_b64encode(part).decode() for part in parts)


def _open(text: str, context: bytes) -> dict[str, Any]:
    try:
        key_id, nonce, ciphertext = (base64.urlsafe_b64decode(part) for part in text.split("."))
        sealed = Sealed(key_id.decode(), nonce, ciphertext)
        values: dict[str, Any] = json.loads(contact_sealer().open(sealed, context))
    except (SealBroken, ValueError):
        return {}
    return values | {"expires_at": instant(datetime.fromisoformat(values["expires_at"]))}
