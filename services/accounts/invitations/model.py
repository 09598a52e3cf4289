"""An invitation to hold staff roles (rule K1). Its instants are real time."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from chassis.facts.roles import Grant, Role
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse_unless

from . import rules
from .events import InvitationAccepted, InvitationRevoked, StaffInvited

USUAL_HOURS, LONGEST_HOURS = 168, 336
# for so long after its time it is kept for whom it was, if nobody accepted it
NAME_KEPT = timedelta(days=30)
# of an invitation that is open or, if its time is over, expired
WAITING = "waiting"
# whose conflicts of interest are judged by their own organisation (rules D2, E2)
_JUDGED = frozenset({Role.REVIEWER, Role.EXPERT})


class InvitationState(enum.StrEnum):
    """The state of an invitation."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(kw_only=True)
class Invitation(Aggregate):
    """An invitation; its code is stored as a hash.

    `account_id` is the account that accepted it, `accepted_epoch` the epoch in which that account was: getting the roles begins
    another, so that an acceptance that was broken off before can be told from one that was done.
    """

    code_hash: str
    grants: tuple[Grant, ...]
    invited_by: str
    invited_at: Instant
    expires_at: Instant
    organisation_uscc: str = ""
    name: str = ""
    account_id: str = ""
    accepted_epoch: int | None = None
    revoked_at: Instant | None = None

    def invite(self, *, at: Instant) -> None:
        """Send the invitation on its way."""
        self.raise_event(
            StaffInvited(invitation_id=self.id, grants=self.grants, expires_at=self.expires_at),
            at,
        )

    def state(self, now: Instant) -> InvitationState:
        """Return its state at a real time."""
        if self.account_id:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED

    @property
    def ending(self) -> str:
        """Return how it ended, `waiting` if neither its holder nor anybody else has ended it: then the time says the rest."""
        if self.account_id:
            return InvitationState.ACCEPTED.value
        return InvitationState.REVOKED.value if self.revoked_at is not None else WAITING

    def require_open(self, now: Instant) -> None:
        """Refuse INVITATION_USED, INVITATION_REVOKED or INVITATION_EXPIRED unless it may be accepted."""
        state = self.state(now)
        refuse_unless(state is not InvitationState.ACCEPTED, rules.INVITATION_USED)
        refuse_unless(state is not InvitationState.REVOKED, rules.INVITATION_REVOKED)
        refuse_unless(state is not InvitationState.EXPIRED, rules.INVITATION_EXPIRED, expired=self.expires_at)

    def is_to_be_completed(self, account_id: str, epoch: int | None, now: Instant) -> bool:
        """Return True if this account accepted it and has not got the roles: the process died between the two writes.

        `epoch` is the account's, or None if it was not opened yet. An acceptance is completed in the time of the invitation only.
        """
        broken_off = self.account_id == account_id and epoch in (None, self.accepted_epoch)
        return broken_off and now < self.expires_at

    def accept(self, account_id: str, epoch: int | None, *, now: Instant, at: Instant) -> None:
        """Let an account accept it, once; `epoch` as in `is_to_be_completed`."""
        self.require_open(now)
        self.account_id, self.accepted_epoch = account_id, epoch
        self.raise_event(
            InvitationAccepted(invitation_id=self.id, account_id=account_id, invited_by=self.invited_by), at
        )

    def renew(self, code_hash: str) -> None:
        """Let another code be good in place of the first, which was not handed over (rule K3)."""
        self.code_hash = code_hash

    def forget_name(self) -> None:
        """Delete for whom it was, once that account is closed, or nobody accepted it in time (rule K4)."""
        self.name = ""

    def revoke(self, *, now: Instant, at: Instant) -> None:
        """Revoke it; refuse if it was accepted. Nothing changes if it was revoked before."""
        refuse_unless(not self.account_id, rules.INVITATION_USED)
        if self.revoked_at is None:
            self.revoked_at = now
            self.raise_event(InvitationRevoked(invitation_id=self.id), at)


def invitation_faults(grants: tuple[Grant, ...], organisation_uscc: str, hours: int) -> list[FieldFault]:
    """Return what is wrong with an invitation: no organisation of a reviewer or expert, or an impossible time."""
    faults = []
    if not organisation_uscc and any(grant.role in _JUDGED for grant in grants):
        faults.append(rules.ORGANISATION_NEEDED)
    if not 0 <= hours <= LONGEST_HOURS:
        faults.append(rules.HOURS_INVALID)
    return faults


def time_to_accept(hours: int) -> timedelta:
    """Return how long an invitation is good for; 0 hours stand for the usual time."""
    return timedelta(hours=hours or USUAL_HOURS)
