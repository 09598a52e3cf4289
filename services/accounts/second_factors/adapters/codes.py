"""Time-based codes (RFC 6238), recovery codes, and secrets sealed for an account."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

import pyotp

from chassis.kernel.clock import Instant
from chassis.sealing import Sealed

from ...accounts.adapters import contact_sealer
from ...accounts.model import narrowed
from ..model import RECOVERY_CODES, SealedSecret

# a code of the step before or after is right too: clocks differ, and typing takes time
_STEPS = (0, -1, 1)
# 24 of these letters are 118 bits: nobody finds them by trying their hashes, which are of a single round (ASVS 6.5.2 asks for
# 112). None of them looks like another
_LETTERS, _LENGTH, _GROUP = "abcdefghjkmnpqrstuvwxyz23456789", 24, 4


def new_secret() -> str:
    """Return a new secret of 160 bits, in base32."""
    return pyotp.random_base32()


def seal_secret(account_id: str, secret: str) -> SealedSecret:
    """Return a secret sealed for an account's second factor."""
    sealed = contact_sealer().seal(secret.encode(), _context(account_id))
    return SealedSecret(key_id=sealed.key_id, nonce=sealed.nonce, ciphertext=sealed.ciphertext)


def open_secret(account_id: str, sealed: SealedSecret) -> str:
    """Return the secret that was sealed; raises SealBroken."""
    opened = Sealed(sealed.key_id, sealed.nonce, sealed.ciphertext)
    return contact_sealer().open(opened, _context(account_id)).decode()


def address_of(secret: str, login: str, issuer: str) -> str:
    """Return the address by which authenticators take the secret: otpauth://totp/..."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(secret: str, code: str, now: Instant) -> int | None:
    """Return the time step that has the code, the present one or a neighbour; None if it is none of them."""
    digits = plain(code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    steps = [present + apart for apart in _STEPS]
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)), None)


def new_recovery_codes() -> list[str]:
    """Return new recovery codes, in groups of letters as people copy them."""
    return [_grouped("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))) for _ in range(RECOVERY_CODES)]


def hash_recovery_code(account_id: str, code: str) -> str:
    """Return the hash by which an account's recovery code is stored, however it is typed."""
    return hashlib.sha256(f"{account_id}:{plain(code)}".encode()).hexdigest()


def plain(code: str) -> str:
    """Return a code as it is compared: narrow small letters and digits, without blanks and hyphens."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", narrowed(code)).lower()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _context(account_id: str) -> bytes:
    return f"second-factor:{account_id}".encode()
