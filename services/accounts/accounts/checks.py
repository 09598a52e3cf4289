"""Checks of an account before it is opened or changed (rules K1, K4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chassis.actor import Actor
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FIELDS_INVALID, FORBIDDEN
from chassis.text.codes import normalised_code

from . import rules
from .adapters import is_strong
from .model import (
    BY_OPERATORS,
    BY_OPERATORS_AND_OTHERS,
    Account,
    Contacts,
    administered_by_hosts_of,
    grant_faults,
    may_grant,
    narrowed,
    uscc_faults,
)
from .settings import division_codes, privacy_notice


def require_strength(password: str, *personal: str) -> None:
    """Refuse PASSWORD_WEAK if a password is easily guessed, also for who knows `personal`, such as the login name."""
    refuse_unless(is_strong(password, personal), rules.PASSWORD_WEAK)


def require_agreement(version: str) -> None:
    """Refuse K4_PRIVACY_NOTICE unless this is the version of the notice in force (rule K4)."""
    in_force = privacy_notice().version
    refuse_unless(version == in_force, rules.K4_PRIVACY_NOTICE, version=in_force)


def checked_contacts(email: str, mobile: str) -> Contacts:
    """Return contacts in their one form; refuse FIELDS_INVALID if an address or a number can't be right."""
    contacts = Contacts.of(email, mobile)
    refuse_unless(not contacts.faults, FIELDS_INVALID, faults=contacts.faults)
    return contacts


def checked_uscc(uscc: str) -> str:
    """Return a credit code in its one form, an empty text if there is none; refuse FIELDS_INVALID if it is wrong."""
    uscc = narrowed(uscc)
    faults = uscc_faults(uscc)
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    return normalised_code(uscc) if uscc else ""


def require_may_grant(actor: Actor, grants: Iterable[Grant]) -> None:
    """Refuse FIELDS_INVALID for roles that can't be held so, K1_FORBIDDEN unless the caller may grant each of them."""
    grants = tuple(grants)
    faults = grant_faults(grants, division_codes())
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    refuse_unless(all(may_grant(actor.grants, grant) for grant in grants), FORBIDDEN)


def require_administers(actor: Actor, account: Account) -> None:
    """Refuse K1_FORBIDDEN unless the caller may grant every staff role of the account, or it is a participant's and the caller's
    is the secretariat's (rule K1); refuse K1_OWN_ACCOUNT for the caller's own."""
    refuse_unless(account.id != actor.account_id, rules.K1_OWN_ACCOUNT)
    refuse_unless(administers(actor, account), FORBIDDEN)


def administered(actor: Actor, division: str = "") -> dict[str, Any]:
    """Return the filter of the accounts that the caller administers, which is the same as `administers` says (rule K1).

    Refuse K1_FORBIDDEN if there are none, as for a host another division.
    """
    secretariat, operator = actor.has(Role.SECRETARIAT), actor.has(Role.OPERATOR)
    hosted = {grant.division for grant in actor.grants if grant.role is Role.HOST and grant.division}
    refuse_unless(secretariat or operator or bool(hosted), FORBIDDEN)
    refuse_unless(secretariat or operator or not division or division in hosted, FORBIDDEN)
    if secretariat:
        unseen = [] if operator else [BY_OPERATORS, BY_OPERATORS_AND_OTHERS]
        return {"state.administered_by": {"$nin": unseen}} if unseen else {}
    seen = [*administered_by_hosts_of(hosted), *([BY_OPERATORS] if operator else [])]
    return {"state.administered_by": seen[0] if len(seen) == 1 else {"$in": seen}}


def administers(actor: Actor, account: Account) -> bool:
    """Return True if the caller may see and administer the account: whoever may grant all of its roles (rule K1).

    An account that holds no staff role is the secretariat's to administer.
    """
    staff = [grant for grant in account.grants if grant.role is not Role.PARTICIPANT]
    if not staff:
        return actor.has(Role.SECRETARIAT)
    return all(may_grant(actor.grants, grant) for grant in staff)
