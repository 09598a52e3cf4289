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
from ..messages import commands as messages
from ..messages.requests import Forget
from ..second_factors import store as second_factors_store
from ..second_factors.model import SecondFactor
from ..sessions import store as sessions_store
from ..sign_on import store as sign_on_store
from ..sign_on.model import LinkedIdentities
from ..tokens import store as tokens_store
from ..tokens.model import ApiTokens
from . import requests, rules, wire
from .model import staff_obstacles


def close_account(request: requests.CloseAccount, actor: Actor, at: Instant) -> closing_pb2.ClosingPlan:
    """Close the caller's own account for good, after its password was given again; one that has none needs none (rule K4).

    What other services say must be done before came with the request. A team that the account came to hold alone since they were
    asked goes on without it, until its division's host passes it on: nothing waits for a lock over two services. Not repeated
    under its key, for the request holds a password.
    """
    account = own_account(actor)
    if account.password:  # whoever signs in by an identity provider alone has none
        counted = count_own("closing", account.id)  # whoever has taken a session over guesses no password by it
        matches = password_matches(account.password, request.password, account.id, ahead=True)
        refuse_unless(matches, rules.CLOSING_PASSWORD_WRONG)
        forget_own(counted)
    obstacles = (*staff_obstacles(account.grants), *request.obstacles)
    faults = [FieldFault(obstacle.subject, obstacle.zh, obstacle.en) for obstacle in obstacles]
    refuse_unless(not faults, rules.K4_CLOSING_OBSTRUCTED, faults=faults, count=len(faults))
    now = real_time()
    account.close(now=now, at=at)
    accounts_store.accounts.save(account)
    # if this process dies here, the worker does it as it hears that the account is closed
    _forget(account.id)
    return wire.plan_view((), now)


def forget_closed_account(request: Forget, actor: Actor, at: Instant) -> None:
    """Delete what is still stored of an account that is closed: means to sign in, messages, a name in an invitation (rule K4)."""
    messages.forget(request, actor, at)
    _forget(request.account_id)


def _forget(account_id: str) -> None:
    """Delete means to sign in, sessions and names; a decision to reset the second factor is kept (rule D5)."""
    factors = second_factors_store.second_factors
    with factors.once():
        factor = factors.find(account_id)
        if factor is not None:
            factors.save(SecondFactor(id=factor.id, version=factor.version, reset=factor.reset))
    with sign_on_store.linked_identities.once():
        linked = sign_on_store.linked_identities.find(account_id)
        if linked is not None:
            sign_on_store.linked_identities.save(LinkedIdentities(id=linked.id, version=linked.version))
    with tokens_store.api_tokens.once():
        tokens = tokens_store.api_tokens.find(account_id)
        if tokens is not None:
            tokens_store.api_tokens.save(ApiTokens(id=tokens.id, version=tokens.version))
    for invitation_id in invitations_store.accepted_by(account_id):
        with invitations_store.invitations.once():
            invitation = invitations_store.invitations.get(invitation_id)
            if invitation.name:
                invitation.forget_name()
                invitations_store.invitations.save(invitation)
    sessions_store.delete_sessions_of(account_id)
    accounts_store.forget_address(account_id)
