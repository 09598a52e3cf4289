"""The decisions of accounts that its events repeat, for `./dasai audit verify` (rules D5, K1)."""

from __future__ import annotations

from dasai.accounts.v1.events_pb2 import (
    AccountClosed,
    AccountDisabled,
    AccountEnabled,
    AccountOpened,
    AnnouncementMade,
    InvitationAccepted,
    OrganisationRecorded,
    PasswordResetLinkMade,
    PasswordResetLinkUsed,
    RolesChanged,
    SecondFactorReset,
    SecondFactorResetRejected,
    SecondFactorResetRequested,
)

from chassis.audit.comparison import Audited, decided

from .accounts.store import AccountDocument
from .announcements.model import Announcement
from .announcements.store import AnnouncementDocument
from .invitations.store import InvitationDocument
from .password_resets.model import PasswordReset
from .password_resets.store import PasswordResetDocument
from .second_factors.model import SecondFactor
from .second_factors.store import SecondFactorDocument

AUDITED = (
    Audited(
        document=AccountDocument,
        events=(AccountOpened, RolesChanged, OrganisationRecorded, AccountDisabled, AccountEnabled, AccountClosed),
        fields={
            "grants": "account.grants",
            "organisation_uscc": "account.organisation_uscc",
            "state": "account.state",
        },
        meanings={"state": {"active": None, "disabled": "disabled", "closed": "closed"}},
    ),
    Audited(
        document=InvitationDocument,
        events=(InvitationAccepted,),
        only=lambda invitation: bool(invitation.get("account_id")),
        fields={"account_id": "account_id"},
    ),
    # how the holder's identity was checked, and who decided
    decided(
        SecondFactorDocument,
        SecondFactor,
        (SecondFactorResetRequested, SecondFactorReset, SecondFactorResetRejected),
        only=lambda factor: bool(factor.get("reset")),
    ),
    decided(
        PasswordResetDocument,
        PasswordReset,
        (PasswordResetLinkMade, PasswordResetLinkUsed),
        only=lambda resets: bool(resets.get("links")),
    ),
    decided(AnnouncementDocument, Announcement, (AnnouncementMade,), only=lambda _: True),
)
