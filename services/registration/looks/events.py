"""Event of a look; it mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class LookKind(enum.StrEnum):
    """What is seen of people: masked identity numbers, names and contacts of those signed up, or all by a change of keys."""

    MASKED_NUMBERS = "masked_numbers"
    SIGN_UPS_EXPORTED = "sign_ups_exported"
    KEYS_ROTATED = "keys_rotated"


@dataclass(frozen=True, kw_only=True)
class PersonalDataSeen:
    look_id: str
    kind: LookKind
    subject_id: str
    account_id: str
    role: str
    division_code: str
