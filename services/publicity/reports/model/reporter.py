"""Identity documents of reporters: whether a number can be one (H2)."""

from __future__ import annotations

import enum
import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PASSPORT = re.compile(r"[A-Z0-9]{6,12}")


class IdentityKind(enum.StrEnum):
    """Kind of identity document."""

    RESIDENT = "resident"
    PASSPORT = "passport"


def holds(kind: IdentityKind | None, number: str) -> bool:
    """Whether a number, already in capitals and without spaces, can be one of that kind (GB 11643: birthday and check)."""
    if kind is IdentityKind.PASSPORT:
        return _PASSPORT.fullmatch(number) is not None and any(letter.isdigit() for letter in number)
    if kind is not IdentityKind.RESIDENT or not _RESIDENT.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[-1]
