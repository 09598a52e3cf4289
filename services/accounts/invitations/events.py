"""Events of an invitation; each mirrors its message in `dasai.accounts.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.roles import Grant
from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class StaffInvited:
    invitation_id: str
    grants: tuple[Grant, ...]
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted:
    invitation_id: str
    account_id: str
    invited_by: str


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked:
    invitation_id: str
