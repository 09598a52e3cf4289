"""Open, correct and administer accounts (rules K1, K4)."""

from __future__ import annotations

from contextlib import suppress

from dasai.accounts.v1 import accounts_pb2

from chassis.actor import PUBLIC, Actor, system
from chassis.context import Context, current, handling
from chassis.edition.published import require_no_identity_numbers
from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import Instant, instant
from chassis.kernel.identifiers import derived_id, new_id
from chassis.kernel.refusal import Refusal, RefusedTogether, names, refuse, refuse_unless
from chassis.mongo.attempts import StaleVersion
from chassis.permissions import accounts as permissions
from chassis.refusals import UNAUTHENTICATED
from chassis.settings import settings

from ..limits.commands import count_own, forget_own
from . import requests, rules, store, wire
from .adapters import address_keys, hash_password, password_matches, seal_contacts
from .checks import (
    checked_contacts,
    checked_holder,
    checked_uscc,
    contacts_of,
    require_administers,
    require_may_grant,
    strong_hash,
    target,
)
from .model import (
    NO_CONTACTS,
    Account,
    Consent,
    ConsentKind,
    Contacts,
    FormerContacts,
    WaitingAddress,
    in_order,
    login_name,
    narrowed,
)
from .settings import first_accounts, privacy_notice, real_time


def sign_up(request: requests.SignUp, at: Instant) -> accounts_pb2.Account:
    """Open a participant's account (rule K4); whoever repeats it under its key with the same password is shown it again.

    No answer is kept, for it would hold the holder's address. The account has an identifier that follows from the key.
    """
    audience = permissions.SIGN_UP.require(PUBLIC).audience
    key = current().idempotency_key
    account_id = derived_id("account", login_name(request.login), key) if key else new_id()
    opened = store.accounts.peek(account_id)
    if opened is not None and password_matches(opened.password, request.password, request.address):
        return wire.account_view(opened, audience, contacts_of(opened))
    account, contacts = new_account(
        account_id,
        login=request.login,
        password=request.password,
        grants=(Grant(Role.PARTICIPANT),),
        privacy_notice_version=request.privacy_notice,
        name=request.name,
        organisation_uscc=request.organisation_uscc,
        email=request.email,
        mobile=request.mobile,
        source=request.address,
    )
    open_account(account, at=at)
    return wire.account_view(account, audience, contacts)


def new_account(
    account_id: str,
    *,
    login: str,
    password: str,
    grants: tuple[Grant, ...],
    privacy_notice_version: str,
    name: str,
    organisation_uscc: str,
    email: str,
    mobile: str,
    source: str,
) -> tuple[Account, Contacts]:
    """Return an account that is not opened yet, with its contacts; refuse at once all that can't be taken."""
    together, hashed, uscc = RefusedTogether(), "", ""
    login, name, contacts = checked_holder(
        together, login=login, name=name, email=email, mobile=mobile, privacy_notice_version=privacy_notice_version
    )
    with together.at("organisation_uscc"):
        uscc = checked_uscc(organisation_uscc)
    with together.at("password"):
        hashed = strong_hash(password, login, name, email, mobile, source=source)
    together.refuse()
    account = Account(
        id=account_id,
        login=login,
        password=hashed,
        grants=in_order(grants),
        name=name,
        organisation_uscc=uscc,
    )
    give_contacts(account, contacts)
    return account, contacts


def give_contacts(account: Account, contacts: Contacts, before: Contacts = NO_CONTACTS) -> Contacts:
    """Let an account have other contacts, and return them; an address that is new waits for a link to confirm it (rule K2)."""
    contacts = contacts.after(before)
    if contacts.email and contacts.email != before.email:
        key = address_keys(account.id, contacts.email)[0]
        store.let_address_wait(WaitingAddress(account_id=account.id, key=key, since=real_time()))
    account.contacts = seal_contacts(account.id, contacts)
    return contacts


def open_account(account: Account, *, invitation_id: str = "", at: Instant) -> None:
    """Open and add an account whose holder agrees to the notice in force."""
    now = real_time()
    account.open(invitation_id=invitation_id, now=now, at=at)
    agreed = Consent(kind=ConsentKind.PRIVACY_NOTICE, version=privacy_notice().version, given=True, at=now)
    account.record_consent(agreed, at=at)
    store.accounts.add(account)


def open_first_accounts() -> None:
    """Open the accounts that the operator's settings name, unless their login names are taken, or were opened before.

    Each must change its password, which the operator knows, before it does anything else. One that its holder has closed is not
    opened again with the roles and the password of the settings.
    """
    at = settings().clock.now()
    with handling(Context(actor=system("accounts"), causation_id="first-accounts")):
        for login, password, grants in first_accounts():
            login = login_name(login)
            if store.was_first_account(login):
                continue
            if store.account_named(login) is not None:
                store.note_first_account(login)
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
            store.note_first_account(login)


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
    Contacts are changed by who gives the password: by the address a new one is set, so that whoever has only taken a session
    over would have the account for good.
    """
    account = own_account(actor)
    audience = permissions.CORRECT_OWN_ACCOUNT.require(actor, target(actor, account)).audience
    before = contacts_of(account)
    together, contacts, uscc = RefusedTogether(), None, account.organisation_uscc
    with together.at("name"):
        require_no_identity_numbers(name=narrowed(request.name or ""))
    with together.at():
        contacts = checked_contacts(
            before.email if request.email is None else request.email,
            before.mobile if request.mobile is None else request.mobile,
        ).after(before)
    if contacts != before and account.password:
        with together.at("password"):
            _require_password(account, request.password)
    if request.organisation_uscc is not None:
        with together.at("organisation_uscc"):
            uscc = checked_uscc(request.organisation_uscc)
            refuse_unless(not account.is_staff or uscc == account.organisation_uscc, rules.K1_ORGANISATION_OF_STAFF)
    together.refuse()
    if request.organisation_uscc is not None:
        account.record_organisation(uscc, now=real_time(), at=at)
    if request.name is not None:
        account.rename(narrowed(request.name), now=real_time())
    if contacts is not None and contacts != before:
        _keep_former(account, before.replaced_by(contacts))
        give_contacts(account, contacts, before)
        account.note_contacts(
            email=before.email not in ("", contacts.email), mobile=before.mobile not in ("", contacts.mobile), at=at
        )
    store.accounts.save(account)
    return wire.account_view(account, audience, contacts)


def _require_password(account: Account, password: str) -> None:
    """Refuse CONTACTS_PASSWORD_WRONG unless this is the account's password; tries are counted."""
    refuse_unless(bool(password), rules.CONTACTS_PASSWORD_WRONG)
    counted = count_own("contacts", account.id)
    refuse_unless(password_matches(account.password, password, account.id, ahead=True), rules.CONTACTS_PASSWORD_WRONG)
    forget_own(counted)


def _keep_former(account: Account, replaced: Contacts) -> None:
    """Keep contacts that are replaced until they are told so: whoever took the account over replaces what its holder reads."""
    sealed = seal_contacts(account.id, replaced)
    if sealed is not None:
        identifier = derived_id("former contacts", account.id, str(account.version))
        store.keep_former(FormerContacts(id=identifier, account_id=account.id, sealed=sealed, since=real_time()))


def record_consent(request: requests.RecordConsent, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Record that the caller gives or withdraws a consent, to the texts in force (rule K4)."""
    account = own_account(actor)
    audience = permissions.RECORD_CONSENT.require(actor, target(actor, account)).audience
    version = privacy_notice().version
    known = request.kind in set(ConsentKind) and request.version == version
    refuse_unless(known, rules.K4_CONSENT_UNKNOWN, choices=names(ConsentKind), version=version)
    consent = Consent(kind=ConsentKind(request.kind), version=version, given=request.given, at=real_time())
    account.record_consent(consent, at=at)
    if account.raised:
        store.accounts.save(account)
    return wire.account_view(account, audience, contacts_of(account))


def change_roles(request: requests.ChangeRoles, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Replace an account's roles by whoever may grant those that it has and those that it gets; its sessions and tokens end.

    That it is a participant's stays as it is, named or not: the holder became that by signing up, and nobody could grant it anew.
    Refuse K1_ROLES_MOVED_ON if it holds other roles than the caller saw; not if it holds those that it is to get already.
    """
    account = store.accounts.get(request.account_id)
    audience = require_administers(actor, account, permissions.CHANGE_ROLES)
    require_no_identity_numbers(reason=request.reason)
    roles = {*request.roles, *(grant for grant in account.grants if grant.role is Role.PARTICIPANT)}
    if request.seen is not None and roles != set(account.grants):
        account.require_roles(request.seen.roles)
    # as an invitation grants them; the account itself is known to the caller, and not to be refused as hidden
    require_may_grant(actor, roles - set(account.grants), permissions.INVITE)
    if request.organisation_uscc:
        account.record_organisation(checked_uscc(request.organisation_uscc), now=real_time(), at=at)
    if roles != set(account.grants):
        account.change_roles(roles, request.reason, now=real_time(), at=at)
    store.accounts.save(account)
    return wire.account_view(account, audience)


def disable_account(request: requests.DisableAccount, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Disable an account; its sessions and tokens end."""
    account = store.accounts.get(request.account_id)
    audience = require_administers(actor, account, permissions.DISABLE_ACCOUNT)
    require_no_identity_numbers(reason=request.reason)
    account.disable(request.reason, now=real_time(), at=at)
    if account.raised:
        store.accounts.save(account)
    return wire.account_view(account, audience)


def enable_account(request: requests.EnableAccount, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Enable a disabled account again."""
    account = store.accounts.get(request.account_id)
    audience = require_administers(actor, account, permissions.ENABLE_ACCOUNT)
    require_no_identity_numbers(reason=request.reason)
    account.enable(request.reason, at=at)
    store.accounts.save(account)
    return wire.account_view(account, audience)


def mark_list(_actor: Actor, _at: Instant) -> None:
    """Part the list of all accounts anew if there are many more than before, so that a page of it is read quickly."""
    store.mark_list()


def own_account(actor: Actor) -> Account:
    """Return the caller's own account, to change it; refuse K1_UNAUTHENTICATED if there is none, or it is disabled or closed.

    For up to a second a gateway may not know that its sessions have ended; and a closed account stores nothing any more (K4).
    """
    account = store.accounts.find(actor.account_id)
    if account is None or not account.is_active:
        refuse(UNAUTHENTICATED)
    return account
