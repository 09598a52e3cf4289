"""Invite people to hold staff roles, and accept (rule K1)."""

from __future__ import annotations

from dasai.accounts.v1 import accounts_pb2, invitations_pb2

from chassis.actor import PUBLIC, Actor
from chassis.context import current
from chassis.edition.published import require_no_identity_numbers
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id, new_id
from chassis.kernel.refusal import RefusedTogether, refuse, refuse_unless
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.refusals import FIELDS_INVALID, KEY_REUSED
from chassis.settings import settings
from chassis.spreadsheets import writing
from chassis.spreadsheets.columns import INVITATION_LINKS, titles
from chassis.spreadsheets.faults import tell_faults
from chassis.spreadsheets.imports import imported_lines

from ..accounts import store as accounts_store
from ..accounts import wire as accounts_wire
from ..accounts.checks import checked_uscc, contacts_of, require_may_grant, target_of_grants
from ..accounts.commands import new_account, open_account, own_account
from ..accounts.model import Account, in_order, narrowed
from ..accounts.settings import real_time
from ..sessions.adapters import hashed, new_token
from . import requests, rules, store, wire
from .checks import FORM, InvitationLine, line_faults, require_open
from .model import NAME_KEPT, Invitation, InvitationState, invitation_faults, time_to_accept

# so many names are deleted in one go
_BATCH = 200


def invite(request: requests.Invite, actor: Actor, at: Instant) -> invitations_pb2.InviteResponse:
    """Invite somebody to hold roles that the caller may grant.

    Not repeated under its key, for the answer holds a secret: a repeated call makes another invitation.
    """
    name = narrowed(request.name)
    together = RefusedTogether()
    with together.at():
        refuse_unless(bool(request.roles), FIELDS_INVALID, faults=[rules.ROLE_NEEDED])
        require_may_grant(actor, request.roles, permissions.INVITE)
    with together.at("name"):
        require_no_identity_numbers(name=name)
    with together.at():
        uscc = checked_uscc(request.organisation_uscc)
    with together.at():
        faults = invitation_faults(request.roles, narrowed(request.organisation_uscc), request.hours)
        refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    together.refuse()
    code, now = new_token(), real_time()
    invitation = Invitation(
        id=new_id(),
        code_hash=hashed(code),
        grants=in_order(request.roles),
        invited_by=actor.account_id,
        invited_at=now,
        expires_at=now + time_to_accept(request.hours),
        organisation_uscc=uscc,
        name=name,
    )
    invitation.invite(at=at)
    store.invitations.add(invitation)
    return wire.invited_view(invitation, code)


def import_invitations(
    request: requests.ImportInvitations, actor: Actor, at: Instant
) -> invitations_pb2.ImportInvitationsResponse:
    """Invite each person that a file lists to roles that the caller may grant; nobody if a line is wrong (rules K1, K3).

    The answer, which is kept nowhere, has the links as a file. A call that is repeated under its key, because that answer was
    lost, makes no other invitations: those that are still open get new links, and the first are void. A dry run changes nothing.
    """
    permissions.IMPORT_INVITATIONS.require(actor, Target(administered=True))
    lines = imported_lines((), request.file, FORM, InvitationLine.of)
    faults = [fault for line in lines for fault in line_faults(line, actor)]
    answer = invitations_pb2.ImportInvitationsResponse(lines=len(lines), imported=not (faults or request.dry_run))
    tell_faults(answer, faults)
    if not answer.imported:
        return answer
    key, now = current().idempotency_key or new_id(), real_time()
    codes = [new_token() for _ in lines]
    invitations = [
        _invitation_of_line(derived_id("invitation", key, str(line.number)), line, hashed(code), actor, now)
        for line, code in zip(lines, codes, strict=True)
    ]
    for invitation in invitations:
        if not invitation.version:
            invitation.invite(at=at)
        store.invitations.save(invitation)
    address = f"{(settings().public_url or request.address).rstrip('/')}/invitation#"
    rows = [wire.line_of(invitation, address + code) for invitation, code in zip(invitations, codes, strict=True)]
    csv = request.format is requests.LinksFormat.CSV
    write = writing.as_csv if csv else writing.as_xlsx
    answer.links = write(titles(INVITATION_LINKS), rows)
    answer.file_name = f"invitations-{invitations[0].id[:8]}.{'csv' if csv else 'xlsx'}"
    return answer


def _invitation_of_line(
    identifier: str, line: InvitationLine, code_hash: str, actor: Actor, now: Instant
) -> Invitation:
    """Return a new invitation or, with its new code, that which a call under the same key made of the same line."""
    made = Invitation(
        id=identifier,
        code_hash=code_hash,
        grants=line.grants,
        invited_by=actor.account_id,
        invited_at=now,
        expires_at=now + time_to_accept(line.hours or 0),
        organisation_uscc=line.organisation_uscc,
        name=line.name,
    )
    before = store.invitations.find(identifier)
    if before is None:
        return made
    same = (before.grants, before.organisation_uscc, before.name) == (made.grants, made.organisation_uscc, made.name)
    refuse_unless(same, KEY_REUSED)
    refuse_unless(before.state(now) is InvitationState.OPEN, rules.INVITATION_IMPORT_REPEATED)
    before.renew(code_hash)
    return before


def revoke_invitation(invitation_id: str, actor: Actor, at: Instant) -> invitations_pb2.Invitation:
    """Revoke an invitation by whoever may grant its roles."""
    invitation = store.invitations.get(invitation_id)
    permissions.REVOKE_INVITATION.require(actor, target_of_grants(actor, invitation.grants))
    now = real_time()
    invitation.revoke(now=now, at=at)
    if invitation.raised:
        store.invitations.save(invitation)
    return wire.invitation_view(invitation, invitation.state(now))


def forget_names(_actor: Actor, _at: Instant) -> None:
    """Delete for whom invitations were that nobody accepted and that have been over for NAME_KEPT (rule K4)."""
    for invitation_id in store.ended_with_names(real_time() - NAME_KEPT, _BATCH):
        with store.invitations.once():
            invitation = store.invitations.get(invitation_id)
            if invitation.name and not invitation.account_id:
                invitation.forget_name()
                store.invitations.save(invitation)


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
    opened = accounts_store.accounts.peek(account_id) is not None
    if opened or not invitation.is_to_be_completed(account_id, None, now):
        require_open(invitation, now)
    account, contacts = new_account(
        account_id,
        login=request.login,
        password=request.password,
        grants=invitation.grants,
        privacy_notice_version=request.privacy_notice,
        name=request.name or invitation.name,
        organisation_uscc=invitation.organisation_uscc,
        email=request.email,
        mobile=request.mobile,
        source=request.address,
    )
    if not invitation.account_id:
        invitation.accept(account_id, None, now=now, at=at)
        store.invitations.save(invitation)
    open_account(account, invitation_id=invitation.id, at=at)
    return accounts_wire.account_view(account, permissions.ACCEPT_INVITATION.require(actor).audience, contacts)


def _accept_for_own(invitation: Invitation, actor: Actor, at: Instant) -> accounts_pb2.Account:
    account = own_account(actor)
    now = real_time()
    added = set(invitation.grants) - set(account.grants)
    if not invitation.is_to_be_completed(account.id, account.epoch, now):
        require_open(invitation, now)
    refuse_unless(bool(added), rules.INVITATION_HOLDS_NOTHING_NEW)
    _require_same_organisation(account, invitation)
    if not invitation.account_id:
        invitation.accept(account.id, account.epoch, now=now, at=at)
        store.invitations.save(invitation)
    if invitation.organisation_uscc:
        account.record_organisation(invitation.organisation_uscc, now=now, at=at)
    account.change_roles((*account.grants, *added), "invitation", now=now, at=at)
    accounts_store.accounts.save(account)
    contacts = contacts_of(account)
    return accounts_wire.account_view(account, permissions.ACCEPT_INVITATION.require(actor).audience, contacts)


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
