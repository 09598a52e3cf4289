"""Passing an organisation's side of a team on, when nobody is left who acts for it (rule K1)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ...shared.receipts import Signer, short_code
from .. import rules

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

    def objected(self, at: Instant) -> PassingOn:
        """Return it ended, because an account of the organisation objected."""
        return self._settled(PassingOnState.OBJECTED, at)

    def replaced(self, at: Instant) -> PassingOn:
        """Return it ended, because a newer one was opened."""
        return self._settled(PassingOnState.REPLACED, at)

    def taken_over(self, account_id: str, at: Instant) -> PassingOn:
        """Return it done by an account; refuse K1_PASSING_ON_EARLY before its notice is over."""
        refuse_unless(at >= self.effective_at, rules.K1_PASSING_ON_EARLY, effective_at=self.effective_at)
        return replace(self._settled(PassingOnState.DONE, at), account_id=account_id)

    def _settled(self, state: PassingOnState, at: Instant) -> PassingOn:
        return replace(self, state=state, settled_at=at)


@dataclass(frozen=True, kw_only=True)
class PassingsOn:
    """The passings on of a team's sides, in order; each organisation's has at most one that is open."""

    each: tuple[PassingOn, ...] = ()

    def open_of(self, uscc: str) -> PassingOn | None:
        """Return the passing on of an organisation's side that is open, or None."""
        own = (passing for passing in self.each if passing.uscc == uscc)
        return next((passing for passing in own if passing.state is PassingOnState.OPEN), None)

    def require_open(self, uscc: str) -> PassingOn:
        """Return the passing on of an organisation's side that is open; refuse K1_PASSING_ON_NONE."""
        return self.open_of(uscc) or refuse(rules.K1_PASSING_ON_NONE)

    def open(
        self, uscc: str, reason: str, *, notice_hours: int, former: tuple[str, ...], by: str, at: Instant
    ) -> tuple[PassingsOn, PassingOn]:
        """Open another, in place of one that is open; return all of them, and it (rule K1).

        The organisation's accounts, `former`, have so many hours to object; if there are none, no time passes.
        """
        noticed = LEAST_NOTICE <= notice_hours <= MOST_NOTICE
        refuse_unless(noticed, rules.K1_PASSING_ON_NOTICE, least=LEAST_NOTICE, most=MOST_NOTICE)
        passing = PassingOn(
            uscc=uscc,
            number=len(self.each) + 1,
            reason=reason,
            opened_by=by,
            opened_at=at,
            effective_at=at + timedelta(hours=notice_hours) if former else at,
            former=former,
        )
        before = self.open_of(uscc)
        kept = self.settle(before.replaced(at)) if before is not None else self
        return PassingsOn(each=(*kept.each, passing)), passing

    def settle(self, settled: PassingOn) -> PassingsOn:
        """Return them with one of them settled, by its number."""
        return PassingsOn(each=tuple(settled if each.number == settled.number else each for each in self.each))


def take_over_code(team_id: str, passing: PassingOn, sign: Signer) -> str:
    """Return the code for the new account; it follows from the platform's key and is stored nowhere."""
    return short_code(f"take over {team_id}/{passing.uscc}/{passing.number}", sign)
