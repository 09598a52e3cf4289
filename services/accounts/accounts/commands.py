"""Open, correct and administer accounts (rules K1, K4)."""

from __future__ import annotations

from contextlib import suppress

from dasai.accounts.v1 import accounts_pb2

from chassis.actor import Actor, system
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.refusals import UNAUTHENTICATED
from chassis.settings import settings

from . import requests, rules, store, wire
from .adapters import hash_password, open_contacts, seal_contacts
from .checks import (
    checked_contacts,
    checked_uscc,
    require_administers,
    require_agreement,
    require_may_grant,
    require_strength,
)
from .model import Account, Consent, ConsentKind, Contacts, in_order, login_name, narrowed, require_login
from .settings import first_accounts, privacy_notice, real_time


def sign_up(request: requests.SignUp, at: Instant) -> accounts_pb2.Account:
    """Open a participant's account (rule K4).

    Not repeated under its key: an answer that is kept would hold the holder's address.
    """
    contacts = checked_contacts(request.email, request.mobile)
    account = new_account(
        new_id(),
        login=request.login,
        password=request.password,
        grants=(Grant(Role.PARTICIPANT),),
        privacy_notice_version=request.privacy_notice,
        name=request.name,
        organisation_uscc=request.organisation_uscc,
        contacts=contacts,
        source=request.address,
    )
    open_account(account, at=at)
    return wire.account_view(account, contacts)


def new_account(
    account_id: str,
    *,
    login: str,
    password: str,
    grants: tuple[Grant, ...],
    privacy_notice_version: str,
    name: str,
    organisation_uscc: str,
    contacts: Contacts,
    source: str = "",
) -> Account:
    """Return an account that is not opened yet; refuse a login name, a password, an agreement or a code that can't be taken."""
    login = login_name(login)
    require_login(login)
    name = narrowed(name)
    require_agreement(privacy_notice_version)
    require_strength(password, login, name, contacts.email, contacts.mobile)
    uscc = checked_uscc(organisation_uscc)
    refuse_unless(store.account_named(login) is None, rules.LOGIN_TAKEN)
    return Account(
        id=account_id,
        login=login,
        password=hash_password(password, source),
        grants=in_order(grants),
        name=name,
        organisation_uscc=uscc,
        contacts=seal_contacts(account_id, contacts),
    )


def open_account(account: Account, *, invitation_id: str = "", at: Instant) -> None:
    """Open and add an account whose holder agrees to the notice in force."""
    now = real_time()
    account.open(invitation_id=invitation_id, now=now, at=at)
    agreed = Consent(kind=ConsentKind.PRIVACY_NOTICE, version=privacy_notice().version, given=True, at=now)
    account.record_consent(agreed, at=at)
    store.accounts.add(account)


def open_first_accounts() -> None:
    """Open the accounts that the operator's settings name, unless their login names are taken.

    Each must change its password, which the operator knows, before it does anything else.
    """
    at = settings().clock.now()
    with handling(Context(actor=system("accounts"), causation_id="first-accounts")):
        for login, password, grants in first_accounts():
            login = login_name(login)
            if store.account_named(login) is not None:
                continue
            account = Account(
                id=new_id(),
                login=login,
                password=hash_password(password),
                grants=in_order(grants),
                must_change_password=True,
            )
            account.open(now=real_time(), at=at)
            with suppress(Refusal):  # another server that starts now has opened it
                store.accounts.add(account)


def take_over_accounts() -> None:
    """Take over the accounts that releases before this service kept in the gateway's database, with their identifiers.

    Their holders agree to the privacy notice when they next sign in. Repeated if it is interrupted; a login name that is taken
    here meanwhile stays with its holder here.
    """
    at = settings().clock.now()
    with handling(Context(actor=system("accounts"), causation_id="take-over")):
        for kept in store.accounts_of_the_gateway():
            account = Account(
                id=kept["_id"],
                login=kept["login"],
                password=kept["password"],
                grants=in_order(Grant(Role(grant["role"]), grant["division"]) for grant in kept["grants"]),
            )
            account.open(now=instant(kept["created_at"]), at=at)
            with suppress(Refusal, StaleVersion):  # taken over before
                store.accounts.add(account)
        store.note_taken_over()


def correct_own_account(request: requests.CorrectOwnAccount, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Correct what the account says of its holder (rule K4).

    The organisation of staff is corrected by whoever grants their roles, for conflicts of interest are judged by it (D2, E2).
    """
    account = own_account(actor)
    before = open_contacts(account.id, account.contacts)
    contacts = checked_contacts(
        before.email if request.email is None else request.email,
        before.mobile if request.mobile is None else request.mobile,
    )
    if request.organisation_uscc is not None:
        uscc = checked_uscc(request.organisation_uscc)
        refuse_unless(not account.is_staff or uscc == account.organisation_uscc, rules.K1_ORGANISATION_OF_STAFF)
        account.record_organisation(uscc, at=at)
    if request.name is not None:
        account.name = narrowed(request.name)
    if contacts != before:
        account.contacts = seal_contacts(account.id, contacts)
    store.accounts.save(account)
    return wire.account_view(account, contacts)


def record_consent(request: requests.RecordConsent, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Record that the caller gives or withdraws a consent, to the texts in force (rule K4)."""
    account = own_account(actor)
    version = privacy_notice().version
    choices = "、".join(kind.value for kind in ConsentKind)
    known = request.kind in set(ConsentKind) and request.version == version
    refuse_unless(known, rules.K4_CONSENT_UNKNOWN, choices=choices, version=version)
    consent = Consent(kind=ConsentKind(request.kind), version=version, given=request.given, at=real_time())
    account.record_consent(consent, at=at)
    if account.raised:
        store.accounts.save(account)
    return wire.account_view(account, open_contacts(account.id, account.contacts))


def change_roles(request: requests.ChangeRoles, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Replace an account's roles by whoever may grant those that it has and those that it gets; its sessions and tokens end."""
    account = store.accounts.get(request.account_id)
    require_administers(actor, account)
    kept = set(account.grants) & set(request.roles)
    require_may_grant(actor, set(request.roles) - kept)
    if request.organisation_uscc:
        account.record_organisation(checked_uscc(request.organisation_uscc), at=at)
    if set(request.roles) != set(account.grants):
        account.change_roles(request.roles, request.reason, now=real_time(), at=at)
    store.accounts.save(account)
    return wire.account_view(account)


def disable_account(request: requests.DisableAccount, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Disable an account; its sessions and tokens end."""
    account = store.accounts.get(request.account_id)
    require_administers(actor, account)
    account.disable(request.reason, now=real_time(), at=at)
    if account.raised:
        store.accounts.save(account)
    return wire.account_view(account)


def enable_account(request: requests.EnableAccount, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Enable a disabled account again."""
    account = store.accounts.get(request.account_id)
    require_administers(actor, account)
    account.enable(request.reason, at=at)
    store.accounts.save(account)
    return wire.account_view(account)


def own_account(actor: Actor) -> Account:
    """Return the caller's own account, to change it; refuse K1_UNAUTHENTICATED if there is none."""
    return store.accounts.find(actor.account_id) or refuse(UNAUTHENTICATED)
