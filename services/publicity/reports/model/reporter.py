"""Who reports: a real name with an identity document, sealed and kept apart from the report (H2, K4)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date

from chassis.kernel.refusal import refuse_unless

from .. import rules

LONGEST_NAME = 100
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_PASSPORT = re.compile(r"[A-Z0-9]{6,12}")


class IdentityKind(enum.StrEnum):
    """Kind of identity document."""

    RESIDENT = "resident"
    PASSPORT = "passport"


def is_identity_number(kind: IdentityKind | None, number: str) -> bool:
    """Return True if a number, in capitals and without spaces, can be one of that kind (GB 11643: birthday and check digit)."""
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


@dataclass(frozen=True, slots=True)
class Reporter:
    """The person who reports. Never part of a report's state: it is sealed and kept apart (H2, K4)."""

    real_name: str
    identity_kind: IdentityKind | None
    identity_number: str
    contact: str

    def __repr__(self) -> str:
        return "Reporter(sealed)"  # so that no trace or log can show a person

    def checked(self) -> Reporter:
        """Return the same without needless spaces (H2); refuses H2_ANONYMOUS if part is missing, else H2_IDENTITY_INVALID."""
        name, contact = " ".join(self.real_name.split()), " ".join(self.contact.split())
        number = "".join(self.identity_number.split()).upper()
        complete = {
            "real_name": len(name) >= 2,
            "identity_kind": self.identity_kind is not None,
            "identity_number": bool(number),
            "contact": len(contact) >= 5,
        }
        missing = [field for field, is_complete in complete.items() if not is_complete]
        refuse_unless(not missing, rules.H2_ANONYMOUS, missing=", ".join(missing))
        fits = len(name) <= LONGEST_NAME and len(contact) <= LONGEST_NAME
        refuse_unless(fits and is_identity_number(self.identity_kind, number), rules.H2_IDENTITY_INVALID)
        return Reporter(name, self.identity_kind, number, contact)
