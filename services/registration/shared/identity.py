"""Identity numbers of organisations and persons: checksums and masks (rules B1, B5, K4)."""

from __future__ import annotations

import enum
import re
import unicodedata
from datetime import date

# GB 32100-2015: the characters (without I, O, S, V, Z) and the weights
_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# the registering department: 1 to 9, A (military), N (rural collectives), Y (others)
_USCC_DEPARTMENTS = "123456789ANY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11643-1999
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RIC_CHECKS = "10X98765432"
# ICAO 9303-4: letters and digits, at most nine
_PASSPORT = re.compile(r"[A-Z0-9]{5,9}")
# Unicode categories of control and format characters, spaces, dashes and marks
_IGNORED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Pd", "Mn"})


class IdentityKind(enum.StrEnum):
    """The document that identifies a representative."""

    RESIDENT = "resident"
    PASSPORT = "passport"


def normalise(number: str) -> str:
    """Return a number in the form in which numbers are compared: narrow, in upper case, no spaces, hyphens or invisible marks."""
    narrow = unicodedata.normalize("NFKC", number).upper()
    return "".join(character for character in narrow if unicodedata.category(character) not in _IGNORED)


def uscc_check_character(first: str) -> str:
    """Return the 18th character for the first 17 (GB 32100); raises ValueError for a character that codes don't have."""
    total = sum(
        _USCC_CHARACTERS.index(character) * weight for character, weight in zip(first, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_CHARACTERS[(31 - total % 31) % 31]


def is_uscc(code: str) -> bool:
    """Return True if it is a unified social credit code with a valid checksum (rule B1)."""
    if len(code) != 18 or any(character not in _USCC_CHARACTERS for character in code):
        return False
    if code[0] not in _USCC_DEPARTMENTS or not code[2:8].isdigit():
        return False
    return uscc_check_character(code[:17]) == code[17]


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
