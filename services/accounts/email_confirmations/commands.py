"""Mail links to confirm e-mail addresses, and confirm an address by one (rules K2, K4)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from dasai.accounts.v1 import email_confirmations_pb2

from chassis.actor import Actor, system
from chassis.context import Context, handling
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.outage import Outage
from chassis.permissions import accounts as permissions
from chassis.sealing import SealBroken
from chassis.settings import settings

from ..accounts import store as accounts_store
from ..accounts.adapters import address_keys, open_contacts
from ..accounts.checks import contacts_of, target
from ..accounts.commands import own_account
from ..accounts.model import NO_CONTACTS, Account, WaitingAddress
from ..accounts.settings import real_time
from ..deliveries.settings import mail_server
from ..messages.commands import send_to_account, tell_former
from . import rules, wire
from .adapters import code_of, link_of
from .model import Link, occasion_at, source_of

# so many links are mailed between two looks; how long none is looked for if there was none, seconds
_BATCH, _IDLE = 50, 1.0
# an address is noted before its account is written: if it is not there after so long, it never will be
_WRITTEN = timedelta(minutes=10)


def run_links(stopping: threading.Event) -> None:
    """Mail a link to each address that was given, in a thread of the server process, until it stops."""
    outage = Outage("email_confirmations", "links wait", "links are mailed again")
    while not stopping.is_set():
        try:
            accounts_store.let_earlier_addresses_wait(real_time())
            sent = send_links(stopping.is_set) + tell_former_contacts()
            outage.succeed()
        except Exception as error:  # noqa: BLE001 - a database that is away, for example: the next look tries again
            outage.fail(type(error).__name__)
            sent = 0
        if not sent:
            stopping.wait(_IDLE)


def send_links(stopped: Callable[[], bool] = lambda: False) -> int:
    """Put links for some of the addresses that were given into the outbox; return how many.

    If this process dies half-way, or another one does the same, there is one message still: it follows from what was given when.
    """
    sent = 0
    for waiting in accounts_store.waiting_addresses(_BATCH):
        if stopped():
            break
        account = accounts_store.accounts.peek(waiting.account_id)
        if account is not None and _has(account, waiting):
            with handling(Context(actor=system("accounts"), causation_id=account.id)):
                _send(account, f"given {waiting.since.isoformat()}", settings().clock.now())
        elif real_time() - waiting.since < _WRITTEN:
            continue
        accounts_store.end_wait(waiting)
        sent += 1
    return sent


def tell_former_contacts() -> int:
    """Put messages to some of the contacts that were replaced into the outbox; return how many replacements there were.

    If this process dies half-way, there is one message to each still: it follows from the replacement.
    """
    told = 0
    for former in accounts_store.former_contacts(_BATCH):
        account = accounts_store.accounts.peek(former.account_id)
        try:
            # an address is among them only if it was confirmed
            before = replace(open_contacts(former.account_id, former.sealed), email_confirmed=True)
            replaced = before.replaced_by(contacts_of(account)) if account is not None and account.is_active else None
        except SealBroken:  # the key of contacts is gone: no address can be read
            replaced = None
        if replaced == NO_CONTACTS and real_time() - former.since < _WRITTEN:
            continue  # the account is not written yet
        if replaced is not None:
            tell_former(former.account_id, replaced, former.id)
        accounts_store.forget_former(former)
        told += 1
    return told


def _has(account: Account, waiting: WaitingAddress) -> bool:
    """Return True if the account was written with the address that waits."""
    try:
        email = contacts_of(account).email
    except SealBroken:  # the key of contacts is gone: no address can be read
        return False
    return not waiting.key or waiting.key in address_keys(account.id, email)


def _send(account: Account, occasion: str, at: Instant) -> Link | None:
    """Put a link into the outbox unless there is no address to confirm; return it."""
    contacts, server = contacts_of(account), mail_server()
    if server is None or not contacts.email or contacts.email_confirmed or not account.is_active:
        return None
    link, page = Link.of(account.id, contacts.email, real_time()), f"{server.public_url}/email-confirmation"
    code = code_of(link)
    send_to_account(
        account.id,
        "email_confirmation",
        {"ends_at": link.expires_at.isoformat()},
        source=source_of(account.id, contacts.email, occasion),
        at=at,
        # behind `#` browsers send it to nobody, and no log has it
        secrets={"address": f"{page}#{code}", "page": page, "code": code},
        ends_at=link.expires_at,
    )
    return link


def request_confirmation(actor: Actor, at: Instant) -> email_confirmations_pb2.RequestConfirmationResponse:
    """Mail another link to the caller's own address; refuse EMAIL_NOTHING_TO_CONFIRM if there is none, or it is confirmed."""
    account = own_account(actor)
    permissions.REQUEST_CONFIRMATION.require(actor, target(actor, account))
    contacts = contacts_of(account)
    refuse_unless(bool(contacts.email) and not contacts.email_confirmed, rules.EMAIL_NOTHING_TO_CONFIRM)
    return wire.requested_view(_send(account, occasion_at(real_time()), at))


def confirm_email(code: str, at: Instant) -> email_confirmations_pb2.ConfirmEmailResponse:
    """Confirm the address of an account by the code of a link; one that is confirmed stays so."""
    link = link_of(code.strip()) or refuse(rules.EMAIL_LINK_UNKNOWN)
    account = accounts_store.accounts.peek(link.account_id)
    if account is None or not account.is_active:
        refuse(rules.EMAIL_LINK_UNKNOWN)
    contacts = contacts_of(account)
    link.require_good(contacts.email, real_time())
    if not contacts.email_confirmed:
        accounts_store.confirm_address(account.id, address_keys(account.id, contacts.email)[0])
    return wire.confirmed_view(account.id)
