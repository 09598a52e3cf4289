"""Passing an organisation's side of a team on, when nobody is left who acts for it (rule K1)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.clock import Instant

from ...shared.receipts import Signer, short_code

# how long the accounts of the organisation may object, hours
LEAST_NOTICE, USUAL_NOTICE, MOST_NOTICE = 24, 72, 168
# how long the code is good after that
GOOD = timedelta(days=14)


class PassingOnState(enum.StrEnum):
    """open -> done, objected or replaced."""

    OPEN = "open"
    OBJECTED = "objected"
    REPLACED = "replaced"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class PassingOn:
    """An organisation's side of a team is passed on, with what the host or the secretariat checked.

    `former` are the accounts that acted for the organisation then, `account_id` is the one that took over.
    """

    uscc: str
    number: int
    reason: str
    opened_by: str
    opened_at: Instant
    effective_at: Instant
    former: tuple[str, ...] = ()
    state: PassingOnState = PassingOnState.OPEN
    settled_at: Instant | None = None
    account_id: str = ""

    @property
    def until(self) -> Instant:
        """Return until when the code is good."""
        return self.effective_at + GOOD


def take_over_code(team_id: str, passing: PassingOn, sign: Signer) -> str:
    """Return the code for the new account; it follows from the platform's key and is stored nowhere."""
    return short_code(f"take over {team_id}/{passing.uscc}/{passing.number}", sign)
