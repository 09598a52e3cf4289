"""What accounts' own events mean for messages."""

from __future__ import annotations

from dasai.accounts.v1 import events_pb2

from ..requests import Audience, Forget, Heard, Notice


def _to_holder(template: str, account_id: str, **facts: str) -> Heard:
    return Heard(notices=(Notice(template=template, facts=facts, audience=Audience(accounts=(account_id,))),))


def password_changed(event: events_pb2.PasswordChanged) -> Heard:
    """Tell the holder that the password was changed, by whomever."""
    return _to_holder("password_changed", event.account_id)


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
