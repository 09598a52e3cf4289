"""Who needs a second factor, and who decides on its reset (rule K1)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.facts.roles import Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN

from ..accounts.checks import administers
from ..accounts.model import Account
from . import rules
from .settings import demanding_roles


def is_demanded(account: Account) -> bool:
    """Return True if a role of the account demands a second factor, as DASAI_SECOND_FACTOR_ROLES says."""
    return any(grant.role in demanding_roles() for grant in account.grants)


def require_may_decide(actor: Actor, account: Account) -> None:
    """Refuse unless the caller may be the second person who decides on a reset (rule K1).

    That is whoever administers the account, and for every account the secretariat and operators: a host may be the only one of
    its division, and the secretariat may have a single account. SECOND_FACTOR_RESET_SECOND_PERSON for one's own.
    """
    refuse_unless(account.id != actor.account_id, rules.SECOND_FACTOR_RESET_SECOND_PERSON)
    refuse_unless(may_decide(actor, account), FORBIDDEN)


def may_decide(actor: Actor, account: Account) -> bool:
    """Return True if the caller may be the second person who decides on a reset; see `require_may_decide`."""
    if account.id == actor.account_id:
        return False
    return actor.has(Role.SECRETARIAT) or actor.has(Role.OPERATOR) or administers(actor, account)
