"""Identity numbers of organisations and persons: checksums and masks (rules B1, B5, K4)."""

from __future__ import annotations

import enum
import re
from datetime import date

# GB 11643-1999
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECKS = "10X98765432"
# ICAO 9303-4: letters and digits, at most nine
_PASSPORT = re.compile(r"[A-Z0-9]{5,9}")


class IdentityKind(enum.StrEnum):
    """The document that identifies a representative."""

    RESIDENT = "resident"
    PASSPORT = "passport"


def resident_check_character(first: str) -> str:
    """Return the 18th character for the first 17 digits (GB 11643)."""
    return _RIC_CHECKS[sum(int(digit) * weight for digit, weight in zip(first, _RIC_WEIGHTS, strict=True)) % 11]


def is_identity(kind: IdentityKind, number: str, today: date) -> bool:
    """Return True if a normalised number is valid for its kind: by checksum and birth date, or by a passport's form (rule B5).

    Every place code is accepted: old ones, those of residence permits for residents of Hong Kong, Macao and Taiwan (81, 82, 83)
    and of the foreigners' permanent residence card (9). The birth date must not be after `today`.
    """
    if kind is IdentityKind.PASSPORT:
        return _PASSPORT.fullmatch(number) is not None
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= born <= today and resident_check_character(number[:17]) == number[17]


def mask_number(number: str) -> str:
    """Return the number with all characters masked but the first and the last."""
    return number[:1] + "*" * (len(number) - 2) + number[-1:]


def mask_name(name: str) -> str:
    """Return the name with all characters masked but the first."""
    return name[:1] + "*" * max(len(name) - 1, 1)
