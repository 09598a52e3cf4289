"""Translate between the contracts and invitations."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import events_pb2, invitations_pb2
from google.protobuf.message import Message

from chassis.kernel.clock import Instant
from chassis.mapping import messages, page_response

from . import events
from .model import Invitation

EVENTS: dict[type, type[Message]] = {
    events.StaffInvited: events_pb2.StaffInvited,
    events.InvitationAccepted: events_pb2.InvitationAccepted,
    events.InvitationRevoked: events_pb2.InvitationRevoked,
}


def invitation_view(invitation: Invitation, now: Instant) -> invitations_pb2.Invitation:
    """Show an invitation as it is at a real time."""
    return invitations_pb2.Invitation(
        invitation_id=invitation.id,
        roles=messages(invitation.grants, events_pb2.Grant),
        organisation_uscc=invitation.organisation_uscc,
        name=invitation.name,
        state=f"INVITATION_STATE_{invitation.state(now).upper()}",
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        account_id=invitation.account_id,
    )


def invited_view(invitation: Invitation, code: str, now: Instant) -> invitations_pb2.InviteResponse:
    """Show a new invitation with the code of its link."""
    return invitations_pb2.InviteResponse(invitation=invitation_view(invitation, now), code=code)


def list_view(
    invitations: Sequence[Invitation], next_page_token: str, now: Instant
) -> invitations_pb2.ListInvitationsResponse:
    """Show a page of invitations."""
    return invitations_pb2.ListInvitationsResponse(
        invitations=[invitation_view(invitation, now) for invitation in invitations],
        page=page_response(next_page_token),
    )
