"""Check who needs a second factor, and who decides on its reset (rule K1)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import Target
from chassis.permissions import accounts as permissions

from ..accounts.checks import target
from ..accounts.model import Account
from . import rules
from .model import Reset
from .settings import demanding_roles


def is_demanded(account: Account) -> bool:
    """Return True if a role of the account demands a second factor, as DASAI_SECOND_FACTOR_ROLES says."""
    return any(grant.role in demanding_roles() for grant in account.grants)


def require_may_decide(actor: Actor, account: Account) -> None:
    """Refuse unless the caller may be the second person who decides on a reset (rule K1).

    SECOND_FACTOR_RESET_SECOND_PERSON for one's own.
    """
    refuse_unless(account.id != actor.account_id, rules.SECOND_FACTOR_RESET_SECOND_PERSON)
    permissions.APPROVE_RESET.require(actor, target(actor, account))


def may_decide(actor: Actor, account: Account) -> bool:
    """Return True if the caller may be the second person who decides on a reset; see `require_may_decide`."""
    return account.id != actor.account_id and permissions.APPROVE_RESET.is_open_to(actor, target(actor, account))


def require_may_reject(actor: Actor, account: Account, reset: Reset | None) -> None:
    """Refuse unless the caller may reject the request, or withdraw it: who decides on it, who made it, or whose account it is."""
    if reset is None or not permissions.REJECT_RESET.is_open_to(actor, Target(holder=reset.requested_by)):
        permissions.REJECT_RESET.require(actor, target(actor, account))
