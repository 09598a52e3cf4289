"""Invite people to hold staff roles, and accept (rule K1)."""

from __future__ import annotations

from dasai.accounts.v1 import accounts_pb2, invitations_pb2

from chassis.actor import PUBLIC, Actor
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id, new_id
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FIELDS_INVALID, FORBIDDEN

from ..accounts import store as accounts_store
from ..accounts import wire as accounts_wire
from ..accounts.checks import checked_contacts, checked_uscc, require_may_grant
from ..accounts.commands import new_account, open_account, own_account
from ..accounts.model import Account, in_order, may_grant, narrowed
from ..accounts.settings import real_time
from ..sessions.adapters import hashed, new_token
from . import requests, rules, store, wire
from .model import Invitation, invitation_faults, time_to_accept


def invite(request: requests.Invite, actor: Actor, at: Instant) -> invitations_pb2.InviteResponse:
    """Invite somebody to hold roles that the caller may grant.

    Not repeated under its key, for the answer holds a secret: a repeated call makes another invitation.
    """
    require_may_grant(actor, request.roles)
    uscc = checked_uscc(request.organisation_uscc)
    faults = invitation_faults(request.roles, uscc, request.hours)
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    code, now = new_token(), real_time()
    invitation = Invitation(
        id=new_id(),
        code_hash=hashed(code),
        grants=in_order(request.roles),
        invited_by=actor.account_id,
        invited_at=now,
        expires_at=now + time_to_accept(request.hours),
        organisation_uscc=uscc,
        name=narrowed(request.name),
    )
    invitation.invite(at=at)
    store.invitations.add(invitation)
    return wire.invited_view(invitation, code, now)


def revoke_invitation(invitation_id: str, actor: Actor, at: Instant) -> invitations_pb2.Invitation:
    """Revoke an invitation by whoever may grant its roles."""
    invitation = store.invitations.get(invitation_id)
    refuse_unless(all(may_grant(actor.grants, grant) for grant in invitation.grants), FORBIDDEN)
    now = real_time()
    invitation.revoke(now=now, at=at)
    if invitation.raised:
        store.invitations.save(invitation)
    return wire.invitation_view(invitation, now)


def accept_invitation(request: requests.AcceptInvitation, actor: Actor, at: Instant) -> accounts_pb2.Account:
    """Accept an invitation by opening an account, or for the account that the caller has.

    The invitation is taken first, by a conditional write, so that it is good for one account only. If the process dies before
    the account is written, the holder of the link accepts it again: its account has an identifier that follows from the
    invitation's.
    """
    invitation = invitation_of(request.code)
    if actor.account_id != PUBLIC.account_id and not request.login:
        return _accept_for_own(invitation, actor, at)
    account_id = derived_id("account", invitation.id)
    now = real_time()
    if not (invitation.account_id == account_id and accounts_store.accounts.peek(account_id) is None):
        invitation.require_open(now)
    contacts = checked_contacts(request.email, request.mobile)
    account = new_account(
        account_id,
        login=request.login,
        password=request.password,
        grants=invitation.grants,
        privacy_notice_version=request.privacy_notice,
        name=request.name or invitation.name,
        organisation_uscc=invitation.organisation_uscc,
        contacts=contacts,
        source=request.address,
    )
    if not invitation.account_id:
        invitation.accept(account_id, now=now, at=at)
        store.invitations.save(invitation)
    open_account(account, invitation_id=invitation.id, at=at)
    return accounts_wire.account_view(account, contacts)


def _accept_for_own(invitation: Invitation, actor: Actor, at: Instant) -> accounts_pb2.Account:
    account = own_account(actor)
    now = real_time()
    added = set(invitation.grants) - set(account.grants)
    if invitation.account_id != account.id:
        invitation.require_open(now)
    refuse_unless(bool(added), rules.INVITATION_HOLDS_NOTHING_NEW)
    _require_same_organisation(account, invitation)
    if not invitation.account_id:
        invitation.accept(account.id, now=now, at=at)
        store.invitations.save(invitation)
    if invitation.organisation_uscc:
        account.record_organisation(invitation.organisation_uscc, at=at)
    account.change_roles((*account.grants, *added), "invitation", now=now, at=at)
    accounts_store.accounts.save(account)
    return accounts_wire.account_view(account)


def _require_same_organisation(account: Account, invitation: Invitation) -> None:
    """Refuse an invitation that would move somebody who is judged by an organisation to another (rules D2, E2)."""
    differs = account.is_staff and account.organisation_uscc and invitation.organisation_uscc
    refuse_unless(
        not differs or account.organisation_uscc == invitation.organisation_uscc, rules.INVITATION_ORGANISATION_DIFFERS
    )


def invitation_of(code: str) -> Invitation:
    """Return the invitation of a code; refuse INVITATION_UNKNOWN."""
    identifier = store.invitation_id(hashed(code.strip())) if code.strip() else ""
    return (store.invitations.find(identifier) if identifier else None) or refuse(rules.INVITATION_UNKNOWN)
