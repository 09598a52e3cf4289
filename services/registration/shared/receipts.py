"""Receipts of submissions, which anyone can verify, and codes that are easy to read out (rule C8)."""

from __future__ import annotations

import enum
import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chassis.kernel.canonical import canonical_json
from chassis.kernel.clock import Instant

# Crockford's Base32 (no I, L, O, U, which are easily misread) without Z: as 31 is a prime, the check character detects every
# wrong character and every swap of neighbours
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
_BODY = 11
_GROUP = 4
# Unicode categories of punctuation, separators and invisible characters; and dashes of other categories: minus, long vowel, line
_IGNORED, _DASHES = "PZC", "\u2212\u30fc\u2500"
# letters that no number has, by the digits that they are confused with
_MISREAD = str.maketrans("OIL", "011")
_SIGNATURE = re.compile("[0-9a-f]{128}")
# signs bytes and returns key id and signature, in hexadecimal
Signer = Callable[[bytes], tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The proof of a submission that the team gets; mirrors `dasai.registration.v1.Receipt`."""

    number: str
    team_id: str
    submission_number: int
    submitted_at: Instant
    digest: str
    signature: str = ""
    key_id: str = ""


def receipt_number(team_id: str, submission_number: int, sign: Signer) -> str:
    """Return the number of a submission's receipt: three groups of four characters, the last one a check character.

    It is derived from a signature of the platform, so nobody can work out the numbers of a team's receipts from its id (rule K1).
    """
    return short_code(f"receipt number of {team_id}/{submission_number}", sign)


def short_code(purpose: str, sign: Signer) -> str:
    """Return a code of letters and digits for this purpose, derived from the platform's key and easy to read out.

    `purpose` must not begin like the signed form of a receipt.
    """
    _, signature = sign(purpose.encode())
    value = int.from_bytes(hashlib.sha256(signature.encode()).digest()[:7], "big")
    body = ""
    for _ in range(_BODY):
        value, place = divmod(value, len(_ALPHABET))
        body += _ALPHABET[place]
    return _grouped(body + check_character(body))


def check_character(body: str) -> str:
    """Return the check character of a number's other characters; raises ValueError for a character that no number has."""
    return _ALPHABET[sum((place + 1) * _ALPHABET.index(character) for place, character in enumerate(body)) % 31]


def is_receipt_number(number: str) -> bool:
    """Return True if it can be a receipt's number; spaces, hyphens and case don't matter."""
    return _is_complete(re.sub(r"[\s\-]", "", number).upper())


def as_written(number: str) -> str | None:
    """Return a typed number as receipts show it, to look it up; None if no receipt can have it.

    Accepts full width, lower case, any dash, space or punctuation between, O for 0, and I or L for 1.
    """
    typed = unicodedata.normalize("NFKC", number).upper()
    ignored = {character for character in typed if unicodedata.category(character)[0] in _IGNORED} | set(_DASHES)
    plain = "".join(character for character in typed if character not in ignored).translate(_MISREAD)
    return _grouped(plain) if _is_complete(plain) else None


def _is_complete(plain: str) -> bool:
    """Return True if these are all characters of a number, with the right check character."""
    if len(plain) != _BODY + 1 or not set(plain) <= set(_ALPHABET):
        return False
    return check_character(plain[:-1]) == plain[-1]


def _grouped(number: str) -> str:
    """Return the number in groups of four characters."""
    return "-".join(number[place : place + _GROUP] for place in range(0, len(number), _GROUP))


def signed_form(receipt: Receipt) -> bytes:
    """Return the bytes that are signed."""
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
    """The result of verifying a receipt."""

    VALID = "valid"
    NUMBER_WRONG = "number_wrong"
    KEY_UNKNOWN = "key_unknown"
    ALTERED = "altered"


# returns True if a signature of bytes is by a public key: key, bytes, signature
SignatureCheck = Callable[[bytes, bytes, bytes], bool]


def verify(receipt: Receipt, keys: Mapping[str, bytes], is_signed: SignatureCheck) -> Verdict:
    """Verify with the public keys alone that the receipt is as it was issued (rule C8)."""
    if not is_receipt_number(receipt.number):
        return Verdict.NUMBER_WRONG
    key = keys.get(receipt.key_id)
    if key is None:
        return Verdict.KEY_UNKNOWN
    # exactly as issued: another spelling of the signature or time that would parse to the same value is refused too
    exact = _SIGNATURE.fullmatch(receipt.signature) and receipt.submitted_at.microsecond % 1000 == 0
    if not exact or not is_signed(key, signed_form(receipt), bytes.fromhex(receipt.signature)):
        return Verdict.ALTERED
    return Verdict.VALID
