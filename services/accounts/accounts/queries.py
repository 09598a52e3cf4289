"""Show accounts to their holders and to those who administer them (rules K1, K4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dasai.accounts.v1 import accounts_pb2

from chassis.actor import Actor
from chassis.facts.roles import AccountState, Grant
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.listing import MAX_PAGE
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record
from chassis.refusals import FIELDS_INVALID, UNAUTHENTICATED

from . import store, wire
from .checks import administered, contacts_of, target
from .settings import privacy_notice

_TOO_MANY = FieldFault("account_ids", f"最多{MAX_PAGE}个账号。", f"At most {MAX_PAGE} accounts.")


def get_privacy_notice() -> accounts_pb2.PrivacyNotice:
    """Return the privacy notice in force."""
    return wire.notice_view(privacy_notice())


def get_own_account(actor: Actor) -> accounts_pb2.Account:
    """Return the caller's own account, with contacts and consents."""
    account = store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    audience = permissions.GET_OWN_ACCOUNT.require(actor, target(actor, account)).audience
    return wire.account_view(account, audience, contacts_of(account))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield what is stored of the caller's account: its holder, contacts and consents (rule K4)."""
    account = store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    contacts = contacts_of(account)
    yield Record(
        kind="account",
        at=account.opened_at,
        values={
            "account_id": account.id,
            "login": account.login,
            "name": account.name,
            "organisation_uscc": account.organisation_uscc,
            "email": contacts.email,
            "email_confirmed": ("yes" if contacts.email_confirmed else "no") if contacts.email else "",
            "mobile": contacts.mobile,
            "roles": _roles(account.grants),
            "state": account.state,
        },
    )
    for consent in account.consents:
        values = {"consent": consent.kind, "version": consent.version, "given": "yes" if consent.given else "no"}
        yield Record(kind="consent", at=consent.at, values=values)
    for change in account.changes:
        said = {
            "change": change.kind,
            "reason": change.reason,
            "roles": _roles(change.grants),
            "organisation_uscc": change.organisation_uscc,
        }
        yield Record(kind="account_change", at=change.at, values=said)


def _roles(grants: Iterable[Grant]) -> str:
    return ", ".join(f"{grant.role} {grant.division}".strip() for grant in grants)


def get_account(account_id: str, actor: Actor) -> accounts_pb2.Account:
    """Return an account to whoever administers it; to anybody else it does not exist."""
    account = store.accounts.look(account_id)
    return wire.account_view(account, permissions.GET_ACCOUNT.require(actor, target(actor, account)).audience)


def list_accounts(request: accounts_pb2.ListAccountsRequest, actor: Actor) -> accounts_pb2.ListAccountsResponse:
    """Return a page of the accounts that the caller administers, by name (rule K1).

    Refuses FIELDS_INVALID if more than 200 are named by identifier.
    """
    if request.division:
        permissions.LIST_ACCOUNTS.require(actor, Target(division=request.division))
    else:
        permissions.LIST_ACCOUNTS.require_caller(actor)
    filters = administered(actor.grants)
    role = enum_value(request.role, request.DESCRIPTOR.fields_by_name["role"].enum_type)
    if role and request.division:
        filters["state.grants"] = {"$elemMatch": {"role": role, "division": request.division}}
    elif role:
        filters["state.grants.role"] = role
    elif request.division:
        filters["state.grants.division"] = request.division
    state = enum_value(request.state, request.DESCRIPTOR.fields_by_name["state"].enum_type)
    if state:
        # what has its default is not stored
        filters["state.state"] = None if state == AccountState.ACTIVE else state
    if request.account_ids:
        refuse_unless(len(request.account_ids) <= MAX_PAGE, FIELDS_INVALID, faults=[_TOO_MANY])
        page = store.list_accounts_among(request.account_ids, filters, request.text, asked(request.page))
    else:
        page = store.list_accounts(filters, request.text, asked(request.page))
    shown = [
        wire.account_view(account, permissions.GET_ACCOUNT.require(actor, target(actor, account)).audience)
        for account in page.aggregates
    ]
    return wire.list_view(shown, list_response(page))


def list_account_changes(account_id: str, actor: Actor) -> accounts_pb2.ListAccountChangesResponse:
    """Return who changed what of an account, the newest first, to whoever administers it; to anybody else it does not exist."""
    account = store.accounts.look(account_id)
    permissions.LIST_ACCOUNT_CHANGES.require(actor, target(actor, account))
    return wire.changes_view(account.changes, store.names_of({change.by for change in account.changes}))
