"""Translate between the contracts and accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dasai.accounts.v1 import accounts_pb2, events_pb2
from dasai.common.v1 import page_pb2
from google.protobuf.message import Message

from chassis.mapping import messages, to_message
from chassis.permissions import Audience, show
from chassis.privacy_notice import PrivacyNotice

from . import events
from .model import Account, Change, Contacts

EVENTS: dict[type, type[Message]] = {
    events.AccountOpened: events_pb2.AccountOpened,
    events.StaffChanged: events_pb2.StaffChanged,
    events.RolesChanged: events_pb2.RolesChanged,
    events.OrganisationRecorded: events_pb2.OrganisationRecorded,
    events.AccountDisabled: events_pb2.AccountDisabled,
    events.AccountEnabled: events_pb2.AccountEnabled,
    events.AccountClosed: events_pb2.AccountClosed,
    events.PasswordChanged: events_pb2.PasswordChanged,
    events.ContactsChanged: events_pb2.ContactsChanged,
    events.ConsentRecorded: events_pb2.ConsentRecorded,
}


def account_view(account: Account, audience: Audience, contacts: Contacts | None = None) -> accounts_pb2.Account:
    """Show an account to an audience; its contacts are sealed, and given opened where its holder is shown it."""
    shown = accounts_pb2.Account(
        account_id=account.id,
        login=account.login,
        name=account.name,
        organisation_uscc=account.organisation_uscc,
        roles=messages(account.grants, events_pb2.Grant),
        state=f"ACCOUNT_STATE_{account.state.upper()}",
        opened_at=account.opened_at,
        disabled_reason=account.disabled_reason,
        must_change_password=account.must_change_password,
        consents=messages(account.consents, accounts_pb2.Consent),
    )
    if contacts is not None:
        shown.email, shown.mobile, shown.email_confirmed = contacts.email, contacts.mobile, contacts.email_confirmed
    return show(shown, audience)


def list_view(
    accounts: Sequence[accounts_pb2.Account], page: page_pb2.PageResponse
) -> accounts_pb2.ListAccountsResponse:
    """Show a page of accounts."""
    return accounts_pb2.ListAccountsResponse(accounts=accounts, page=page)


def changes_view(changes: Sequence[Change], names: Mapping[str, str]) -> accounts_pb2.ListAccountChangesResponse:
    """Show who changed what of an account, the newest first."""
    return accounts_pb2.ListAccountChangesResponse(
        changes=[
            accounts_pb2.AccountChange(
                kind=f"ACCOUNT_CHANGE_KIND_{change.kind.upper()}",
                at=change.at,
                account_id=change.by,
                name=names.get(change.by, ""),
                reason=change.reason,
                roles=messages(change.grants, events_pb2.Grant),
                organisation_uscc=change.organisation_uscc,
            )
            for change in reversed(changes)
        ]
    )


def notice_view(notice: PrivacyNotice) -> accounts_pb2.PrivacyNotice:
    """Show the privacy notice in force."""
    return to_message(notice, accounts_pb2.PrivacyNotice)
