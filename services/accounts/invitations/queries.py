"""Show invitations (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import invitations_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record

from ..accounts.checks import target_of_grants
from ..accounts.settings import real_time
from ..sessions.adapters import hashed
from . import rules, store, wire
from .checks import require_open, state_of
from .model import Invitation, InvitationState


def read_invitation(code: str) -> invitations_pb2.Invitation:
    """Return what an invitation is for, to whoever has its code; refuse one that can't be accepted."""
    identifier = store.invitation_id(hashed(code.strip())) if code.strip() else ""
    invitation = (store.invitations.peek(identifier) if identifier else None) or refuse(rules.INVITATION_UNKNOWN)
    now = real_time()
    require_open(invitation, now)
    return wire.invitation_view(invitation, InvitationState.OPEN)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the invitations that the caller's account accepted (rule K4)."""
    for invitation_id in store.accepted_by(actor.account_id):
        invitation = store.invitations.look(invitation_id)
        values = {
            "name": invitation.name,
            "organisation_uscc": invitation.organisation_uscc,
            "roles": ", ".join(f"{grant.role} {grant.division}".strip() for grant in invitation.grants),
        }
        yield Record(kind="invitation", at=invitation.invited_at, values=values)


def list_invitations(
    request: invitations_pb2.ListInvitationsRequest, actor: Actor
) -> invitations_pb2.ListInvitationsResponse:
    """Return a page of the invitations that the caller may revoke, those first that expire last; in a state if one is named."""
    permissions.LIST_INVITATIONS.require(actor)
    state = enum_value(request.state, request.DESCRIPTOR.fields_by_name["state"].enum_type)
    now = real_time()

    def is_shown(invitation: Invitation) -> bool:
        may = permissions.REVOKE_INVITATION.is_open_to(actor, target_of_grants(actor, invitation.grants))
        return may and state in ("", state_of(invitation, now))

    parts = store.listed_parts(actor.grants, state, now)
    page = store.invitations.listed(parts, asked(request.page), is_shown)
    shown = [(invitation, state_of(invitation, now)) for invitation in page.aggregates]
    return wire.list_view(shown, list_response(page))
