"""For whom a case is shown: it decides what of other teams and of the staff is seen (rule K1)."""

from __future__ import annotations

import enum


class Reader(enum.StrEnum):
    """The secretariat and the committee; host and reviewer of the division; the team itself."""

    NATIONAL = "national"
    DIVISION = "division"
    TEAM = "team"
