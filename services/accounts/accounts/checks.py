"""Checks of an account before it is opened or changed (rules K1, K4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from chassis.actor import Actor
from chassis.edition.published import require_no_identity_numbers
from chassis.facts.roles import Grant, Role, may_grant
from chassis.kernel.refusal import RefusedTogether, refuse_unless
from chassis.permissions import Audience, Operation, Target
from chassis.refusals import FIELDS_INVALID
from chassis.text.codes import normalised_code

from . import rules, store
from .adapters import address_keys, hash_if_strong, open_contacts
from .model import (
    BY_OPERATORS,
    BY_OPERATORS_AND_OTHERS,
    NO_CONTACTS,
    Account,
    Contacts,
    administered_by_hosts_of,
    administers,
    grant_faults,
    login_name,
    narrowed,
    require_login,
    uscc_faults,
)
from .settings import division_codes, privacy_notice


def strong_hash(password: str, *personal: str, source: str, ahead: bool = False) -> str:
    """Return the hash of a new password; refuse PASSWORD_WEAK if it is easily guessed, also for who knows `personal`.

    Refuse UNAVAILABLE if too many wait for a turn, by `source` and `ahead` as with `hash_password`.
    """
    hashed = hash_if_strong(password, personal, source, ahead=ahead)
    refuse_unless(bool(hashed), rules.PASSWORD_WEAK)
    return hashed


def strong_hash_for(account: Account, password: str) -> str:
    """Return the hash of a new password for an account; see `strong_hash`: name and contacts are personal too."""
    contacts = contacts_of(account)
    personal = (account.login, account.name, contacts.email, contacts.mobile)
    return strong_hash(password, *personal, source=account.id, ahead=True)


def checked_holder(
    together: RefusedTogether, *, login: str, name: str, email: str, mobile: str, privacy_notice_version: str
) -> tuple[str, str, Contacts]:
    """Return login name, name and contacts of who opens an account, each in its one form; keep what is refused in `together`.

    Refused are a login name that can't be one or is taken, an identity number, contacts that can't be right, and no agreement.
    """
    login, name, contacts = login_name(login), narrowed(name), NO_CONTACTS
    with together.at("login"):
        require_login(login)
        refuse_unless(store.account_named(login) is None, rules.LOGIN_TAKEN)
    with together.at():
        require_no_identity_numbers(login=login, name=name)
    with together.at():
        contacts = checked_contacts(email, mobile)
    with together.at("privacy_notice"):
        require_agreement(privacy_notice_version)
    return login, name, contacts


def require_agreement(version: str) -> None:
    """Refuse K4_PRIVACY_NOTICE unless this is the version of the notice in force (rule K4)."""
    in_force = privacy_notice().version
    refuse_unless(version == in_force, rules.K4_PRIVACY_NOTICE, version=in_force)


def contacts_of(account: Account) -> Contacts:
    """Return an account's contacts, opened, and if the address is confirmed; raises SealBroken."""
    contacts = open_contacts(account.id, account.contacts)
    if not contacts.email:
        return contacts
    confirmed = store.confirmed_address(account.id)
    return replace(contacts, email_confirmed=confirmed in address_keys(account.id, contacts.email))


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


def require_may_grant(actor: Actor, grants: Iterable[Grant], operation: Operation) -> None:
    """Refuse FIELDS_INVALID for roles that can't be held so, K1_FORBIDDEN unless the caller may grant each of them."""
    grants = tuple(grants)
    faults = grant_faults(grants, division_codes())
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    operation.require(actor, target_of_grants(actor, grants))


def target_of_grants(actor: Actor, grants: Iterable[Grant]) -> Target:
    """Return what permissions depend on in roles that are to be held: if the caller may grant each of them (rule K1)."""
    return Target(administered=all(may_grant(actor.grants, grant) for grant in grants))


def target(actor: Actor, account: Account) -> Target:
    """Return what permissions depend on in an account: its holder, and if the caller administers it (rule K1)."""
    return Target(holder=account.id, administered=administers(actor.grants, account.grants))


def require_administers(actor: Actor, account: Account, operation: Operation) -> Audience:
    """Refuse whoever may not do this to the account, and K1_OWN_ACCOUNT for the caller's own; return who is shown the answer."""
    refuse_unless(account.id != actor.account_id, rules.K1_OWN_ACCOUNT)
    return operation.require(actor, target(actor, account)).audience


def still_may_grant(account_id: str, grants: Iterable[Grant]) -> bool:
    """Return True if an account is active and may grant each of these roles now.

    What it made before, such as an invitation, ends with its rights: else whoever has abused them leaves doors open (rule K1).
    """
    maker = store.accounts.peek(account_id)
    return maker is not None and maker.is_active and all(may_grant(maker.grants, grant) for grant in grants)


def still_administers(account_id: str, account: Account) -> bool:
    """Return True if an account is active and administers another one now; see `still_may_grant`."""
    maker = store.accounts.peek(account_id)
    return maker is not None and maker.is_active and administers(maker.grants, account.grants)


def administered(grants: Iterable[Grant]) -> dict[str, Any]:
    """Return the filter of the accounts that somebody with these roles administers: what `administers` says (rule K1)."""
    grants = tuple(grants)
    roles = {grant.role for grant in grants}
    if Role.SECRETARIAT in roles:
        unseen = [] if Role.OPERATOR in roles else [BY_OPERATORS, BY_OPERATORS_AND_OTHERS]
        return {"state.administered_by": {"$nin": unseen}} if unseen else {}
    hosted = {grant.division for grant in grants if grant.role is Role.HOST and grant.division}
    seen = [*administered_by_hosts_of(hosted), *([BY_OPERATORS] if Role.OPERATOR in roles else [])]
    return {"state.administered_by": seen[0] if len(seen) == 1 else {"$in": seen}}
