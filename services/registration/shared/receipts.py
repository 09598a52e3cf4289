"""Receipts: proof of a submission that anyone can verify (rule C8)."""

from __future__ import annotations

import enum
import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chassis.kernel.canonical import canonical_json
from chassis.kernel.clock import Instant

# Crockford's Base32 (no I, L, O, U, so that a number is read out on the phone without mistakes) without its Z: 31 is a prime,
# and so the check character shows every single wrong one and every swap of neighbours
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_BODY = 11
_GROUP = 4
# Unicode's punctuation, separators and invisible characters; then dashes that it calls something else: minus, long vowel, line
_BETWEEN, _DASHES = "PZC", "\u2212\u30fc\u2500"
# letters that no number has, for the digits that they are taken for
_MISREAD = str.maketrans("OIL", "011")
_SIGNATURE = re.compile("[0-9a-f]{128}")
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


def receipt_number(team_id: str, submission_number: int, sign: Signer) -> str:
    """Three groups of four characters; the last is a check character that catches a wrong or swapped one.

    It follows from the platform's own signature: whoever knows a team's id can't work out the numbers of its receipts (rule K1).
    """
    return short_code(f"receipt number of {team_id}/{submission_number}", sign)


def short_code(meaning: str, sign: Signer) -> str:
    """Letters and digits that follow from the platform's key and what they are for, readable on the phone.

    `meaning` begins like no receipt's signed form.
    """
    _, signature = sign(meaning.encode())
    value = int.from_bytes(hashlib.sha256(signature.encode()).digest()[:7], "big")
    body = ""
    for _ in range(_BODY):
        value, place = divmod(value, len(_ALPHABET))
        body += _ALPHABET[place]
    return grouped(body + check_character(body))


def check_character(body: str) -> str:
    """Weighted sum modulo 31; raises ValueError for a character that no number has."""
    return _ALPHABET[sum((place + 1) * _ALPHABET.index(character) for place, character in enumerate(body)) % 31]


def is_receipt_number(number: str) -> bool:
    """Whether it can be a receipt's number; spaces, hyphens and lower case are no matter."""
    return _whole(re.sub(r"[\s\-]", "", number).upper())


def as_written(number: str) -> str | None:
    """The number as its receipt shows it, however it was typed, to look it up; None where no receipt can have it.

    Full width, any dash, space or other mark between, lower case, O for 0, I or L for 1: what a keyboard or an eye makes of it.
    """
    typed = unicodedata.normalize("NFKC", number).upper()
    plain = "".join(one for one in typed if unicodedata.category(one)[0] not in _BETWEEN and one not in _DASHES)
    plain = plain.translate(_MISREAD)
    return grouped(plain) if _whole(plain) else None


def _whole(plain: str) -> bool:
    """Twelve characters that numbers have, the last of which fits the others."""
    if len(plain) != _BODY + 1 or not set(plain) <= set(_ALPHABET):
        return False
    return check_character(plain[:-1]) == plain[-1]


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


class Verdict(enum.StrEnum):
    """What is wrong with a receipt, if anything."""

    VALID = "valid"
    NUMBER_WRONG = "number_wrong"
    KEY_UNKNOWN = "key_unknown"
    ALTERED = "altered"


# whether a signature over bytes is a public key's: key, bytes, signature
Check = Callable[[bytes, bytes, bytes], bool]


def verify(receipt: Receipt, keys: Mapping[str, bytes], is_signed: Check) -> Verdict:
    """Whether the receipt is as it was given, by the public keys (rule C8); needs nothing but them."""
    if not is_receipt_number(receipt.number):
        return Verdict.NUMBER_WRONG
    key = keys.get(receipt.key_id)
    if key is None:
        return Verdict.KEY_UNKNOWN
    # exactly as it was given: nothing that reads the same by generous parsing
    exact = _SIGNATURE.fullmatch(receipt.signature) and receipt.submitted_at.microsecond % 1000 == 0
    if not exact or not is_signed(key, signed_form(receipt), bytes.fromhex(receipt.signature)):
        return Verdict.ALTERED
    return Verdict.VALID
