"""The decisions of accounts that its events repeat, for `./dasai audit verify` (rules D5, K1)."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import (
    AccountClosed,
    AccountDisabled,
    AccountEnabled,
    AccountOpened,
    InvitationAccepted,
    OrganisationRecorded,
    RolesChanged,
)

from chassis.audit.comparison import Audited

from .accounts.store import AccountDocument
from .invitations.store import InvitationDocument

AUDITED = (
    Audited(
        document=AccountDocument,
        events=(AccountOpened, RolesChanged, OrganisationRecorded, AccountDisabled, AccountEnabled, AccountClosed),
        fields={
            "grants": "account.grants",
            "organisation_uscc": "account.organisation_uscc",
            "state": "account.state",
        },
        meanings={"state": {"active": None}},
    ),
    Audited(
        document=InvitationDocument,
        events=(InvitationAccepted,),
        only=lambda invitation: bool(invitation.get("account_id")),
        fields={"account_id": "account_id"},
    ),
)
