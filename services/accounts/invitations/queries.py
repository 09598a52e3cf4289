"""Show invitations (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dasai.accounts.v1 import invitations_pb2

from chassis.actor import Actor
from chassis.facts.roles import Role
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.mapping import enum_value
from chassis.personal_data import Record
from chassis.refusals import FORBIDDEN

from ..accounts.model import may_grant
from ..accounts.settings import real_time
from ..sessions.adapters import hashed
from . import rules, store, wire


def read_invitation(code: str) -> invitations_pb2.Invitation:
    """Return what an invitation is for, to whoever has its code; refuse one that can't be accepted."""
    identifier = store.invitation_id(hashed(code.strip())) if code.strip() else ""
    invitation = (store.invitations.peek(identifier) if identifier else None) or refuse(rules.INVITATION_UNKNOWN)
    now = real_time()
    invitation.require_open(now)
    return wire.invitation_view(invitation, now)


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
    """Return a page of the invitations that the caller may revoke; a state leaves out others of the page."""
    refuse_unless(any(actor.has(role) for role in (Role.SECRETARIAT, Role.OPERATOR, Role.HOST)), FORBIDDEN)
    filters: dict[str, Any] = {}
    if not (actor.has(Role.SECRETARIAT) or actor.has(Role.OPERATOR)):
        filters["state.grants.division"] = {"$in": sorted(actor.divisions)}
    state = enum_value(request.state, request.DESCRIPTOR.fields_by_name["state"].enum_type)
    invitations, next_page_token = store.invitations.page(filters, request.page.page_token, request.page.page_size)
    now = real_time()
    shown = [
        invitation
        for invitation in invitations
        if all(may_grant(actor.grants, grant) for grant in invitation.grants)
        and (not state or invitation.state(now) == state)
    ]
    return wire.list_view(shown, next_page_token, now)
