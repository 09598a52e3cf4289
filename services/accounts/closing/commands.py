"""Close one's own account (rule K4)."""

from __future__ import annotations

from dasai.accounts.v1 import closing_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse_unless

from ..accounts import store as accounts_store
from ..accounts.adapters import password_matches
from ..accounts.commands import own_account
from ..accounts.settings import real_time
from ..invitations import store as invitations_store
from ..limits.commands import count_own, forget_own
from ..sessions import store as sessions_store
from . import requests, rules, wire
from .model import staff_obstacles


def close_account(request: requests.CloseAccount, actor: Actor, at: Instant) -> closing_pb2.ClosingPlan:
    """Close the caller's own account for good, after its password was given again (rule K4).

    What other services say must be done before came with the request. A team that the account came to hold alone since they were
    asked goes on without it, until its division's host passes it on: nothing waits for a lock over two services.

    Names in invitations are deleted first and the account last: whoever asks again after an interruption finishes it. Not
    repeated under its key, for the request holds a password.
    """
    account = own_account(actor)
    counted = count_own("closing", account.id)  # whoever has taken a session over guesses no password by it
    matches = password_matches(account.password, request.password, account.id, ahead=True)
    refuse_unless(matches, rules.CLOSING_PASSWORD_WRONG)
    forget_own(counted)
    obstacles = (*staff_obstacles(account.grants), *request.obstacles)
    faults = [FieldFault(obstacle.subject, obstacle.zh, obstacle.en) for obstacle in obstacles]
    refuse_unless(not faults, rules.K4_CLOSING_OBSTRUCTED, faults=faults, count=len(faults))
    for invitation_id in invitations_store.accepted_by(account.id):
        invitation = invitations_store.invitations.get(invitation_id)
        invitation.forget_name()
        invitations_store.invitations.save(invitation)
    now = real_time()
    account.close(now=now, at=at)
    accounts_store.accounts.save(account)
    # of sessions that a dying process leaves, none goes on, and the database deletes them by itself a day after their end
    sessions_store.delete_sessions_of(account.id)
    return wire.plan_view((), now)
