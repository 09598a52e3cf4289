"""Translate accounts' own events to the messages that follow from them."""

from __future__ import annotations

from dasai.accounts.v1 import events_pb2

from ..requests import Audience, Forget, Heard, Notice
from .parts import NOTHING, text_of


def _to_holder(template: str, account_id: str, **facts: str) -> Heard:
    return Heard(notices=(Notice(template=template, facts=facts, audience=Audience(accounts=(account_id,))),))


def _second_factor(account_id: str, change: str) -> Heard:
    return _to_holder("second_factor_changed", account_id, change=change)


def password_changed(event: events_pb2.PasswordChanged) -> Heard:
    """Tell the holder that the password was changed, or reset by a link, by whomever."""
    own = event.means == events_pb2.PASSWORD_CHANGE_OWN
    return _to_holder("password_changed" if own else "password_reset", event.account_id)


def contacts_changed(event: events_pb2.ContactsChanged) -> Heard:
    """Tell the holder that the account has other contacts; the former address may be one that the holder reads no more."""
    return _to_holder("contacts_changed", event.account_id)


def password_link_made(event: events_pb2.PasswordResetLinkMade) -> Heard:
    """Tell the holder that somebody got a link from staff; a link that is mailed tells of itself."""
    if event.means != events_pb2.PASSWORD_CHANGE_HANDED_LINK:
        return NOTHING
    return _to_holder("password_link_handed", event.account_id, ends_at=text_of(event.expires_at))


def second_factor_set_up(event: events_pb2.SecondFactorSetUp) -> Heard:
    """Tell the holder of the new authenticator."""
    return _second_factor(event.account_id, "set_up")


def second_factor_removed(event: events_pb2.SecondFactorRemoved) -> Heard:
    """Tell the holder that no second factor is asked for any more."""
    return _second_factor(event.account_id, "removed")


def recovery_codes_renewed(event: events_pb2.RecoveryCodesRenewed) -> Heard:
    """Tell the holder that the old recovery codes are void."""
    return _second_factor(event.account_id, "recovery_codes_renewed")


def recovery_code_used(event: events_pb2.RecoveryCodeUsed) -> Heard:
    """Tell the holder, whose paper somebody else may have."""
    return _second_factor(event.account_id, "recovery_code_used")


def passkey_added(event: events_pb2.PasskeyAdded) -> Heard:
    """Tell the holder of the new passkey."""
    return _second_factor(event.account_id, "passkey_added")


def passkey_removed(event: events_pb2.PasskeyRemoved) -> Heard:
    """Tell the holder that a passkey is good no more."""
    return _second_factor(event.account_id, "passkey_removed")


def second_factor_reset_requested(event: events_pb2.SecondFactorResetRequested) -> Heard:
    """Tell the holder, who may reject it, that staff requested a reset."""
    return _second_factor(event.account_id, "reset_requested")


def second_factor_reset(event: events_pb2.SecondFactorReset) -> Heard:
    """Tell the holder that two persons reset the second factor."""
    return _second_factor(event.account_id, "reset")


def token_made(event: events_pb2.TokenMade) -> Heard:
    """Tell the holder of the new API token, and until when it is good."""
    return _to_holder("token_made", event.account_id, expires_at=text_of(event.expires_at))


def identity_linked(event: events_pb2.IdentityLinked) -> Heard:
    """Tell the holder that an outside identity signs in to the account from now on."""
    return _to_holder("identity_linked", event.account_id)


def identity_unlinked(event: events_pb2.IdentityUnlinked) -> Heard:
    """Tell the holder that an outside identity signs in to the account no more."""
    return _to_holder("identity_unlinked", event.account_id)


def roles_changed(event: events_pb2.RolesChanged) -> Heard:
    """Tell the holder of its other roles, and why."""
    return _to_holder("roles_changed", event.account.account_id, reason=event.reason)


def account_disabled(event: events_pb2.AccountDisabled) -> Heard:
    """Tell the holder, who can't sign in any more and reads it by mail, why."""
    return _to_holder("account_disabled", event.account.account_id, reason=event.reason)


def account_enabled(event: events_pb2.AccountEnabled) -> Heard:
    """Tell the holder that it may sign in again."""
    return _to_holder("account_enabled", event.account.account_id, reason=event.reason)


def invitation_accepted(event: events_pb2.InvitationAccepted) -> Heard:
    """Tell whoever invited that the invitation was accepted."""
    return _to_holder("invitation_accepted", event.invited_by)


def account_closed(event: events_pb2.AccountClosed) -> Forget:
    """Let nothing of the messages stay (rule K4)."""
    return Forget(account_id=event.account.account_id)
