"""Seal the secrets of a mail, such as a link, for its delivery (rule K4)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from chassis.sealing import Sealed

from ...accounts.adapters import contact_sealer
from ..model import SealedSecrets


def seal_secrets(identifier: str, secrets: Mapping[str, str]) -> SealedSecrets:
    """Return secrets sealed for the delivery, or the request for one, of an identifier."""
    sealed = contact_sealer().seal(json.dumps(dict(secrets)).encode(), identifier.encode())
    return SealedSecrets(key_id=sealed.key_id, nonce=sealed.nonce, ciphertext=sealed.ciphertext)


def open_secrets(identifier: str, sealed: SealedSecrets | None) -> dict[str, str]:
    """Return the secrets that were sealed for an identifier; raises SealBroken."""
    if sealed is None:
        return {}
    opened = contact_sealer().open(Sealed(sealed.key_id, sealed.nonce, sealed.ciphertext), identifier.encode())
    return {str(name): str(value) for name, value in json.loads(opened).items()}
