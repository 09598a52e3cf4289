"""Receipts: proof of a submission that anyone can verify (rule C8)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.canonical import canonical_json
from chassis.kernel.clock import Instant

# Crockford's Base32: no I, L, O, U, so that a number is read out on the phone without mistakes
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
# signs bytes; answers key id and signature, hexadecimal
Signer = Callable[[bytes], tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the team gets for a submission; mirrors `dasai.registration.v1.Receipt`."""

    number: str
    team_id: str
    submission_number: int
    submitted_at: Instant
    digest: str
    signature: str = ""
    key_id: str = ""


def receipt_number(team_id: str, submission_number: int) -> str:
    """Three groups of four characters; the last is a check character that catches a wrong or swapped one."""
    value = int.from_bytes(hashlib.sha256(f"{team_id}/{submission_number}".encode()).digest()[:7], "big")
    body = "".join(_ALPHABET[value >> (5 * place) & 31] for place in range(11))
    return grouped(body + check_character(body))


def check_character(body: str) -> str:
    """Weighted sum modulo 31 (a prime, so that every swap of unlike neighbours shows)."""
    return _ALPHABET[sum((place + 1) * _ALPHABET.index(character) for place, character in enumerate(body)) % 31]


def grouped(number: str) -> str:
    """In groups of four."""
    return "-".join(number[place : place + _GROUP] for place in range(0, len(number), _GROUP))


def signed_form(receipt: Receipt) -> bytes:
    """The bytes that the signature is over."""
    return canonical_json(
        {
            "number": receipt.number,
            "team_id": receipt.team_id,
            "submission_number": receipt.submission_number,
            "submitted_at_ms": int(receipt.submitted_at.timestamp() * 1000 + 0.5),
            "digest": receipt.digest,
        }
    )
