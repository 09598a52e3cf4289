"""Translate between the contracts and invitations."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import events_pb2, invitations_pb2
from dasai.common.v1 import page_pb2
from google.protobuf.message import Message

from chassis.kernel.clock import BEIJING
from chassis.mapping import messages
from chassis.spreadsheets.words import ROLES

from . import events
from .model import Invitation, InvitationState

EVENTS: dict[type, type[Message]] = {
    events.StaffInvited: events_pb2.StaffInvited,
    events.InvitationAccepted: events_pb2.InvitationAccepted,
    events.InvitationRevoked: events_pb2.InvitationRevoked,
}


def invitation_view(invitation: Invitation, state: InvitationState) -> invitations_pb2.Invitation:
    """Show an invitation in the state that it is in now."""
    return invitations_pb2.Invitation(
        invitation_id=invitation.id,
        roles=messages(invitation.grants, events_pb2.Grant),
        organisation_uscc=invitation.organisation_uscc,
        name=invitation.name,
        state=f"INVITATION_STATE_{state.upper()}",
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        account_id=invitation.account_id,
    )


def invited_view(invitation: Invitation, code: str) -> invitations_pb2.InviteResponse:
    """Show a new invitation with the code of its link."""
    return invitations_pb2.InviteResponse(invitation=invitation_view(invitation, InvitationState.OPEN), code=code)


def line_of(invitation: Invitation, link: str) -> tuple[str, ...]:
    """Return the line of the file with links, in the columns of INVITATION_LINKS; its times are in Beijing time."""
    (grant,) = invitation.grants
    lasts = invitation.expires_at - invitation.invited_at
    return (
        ROLES[grant.role.value],
        grant.division,
        invitation.organisation_uscc,
        invitation.name,
        str(round(lasts.total_seconds() / 3600)),
        link,
        invitation.expires_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
    )


def list_view(
    invitations: Sequence[tuple[Invitation, InvitationState]], page: page_pb2.PageResponse
) -> invitations_pb2.ListInvitationsResponse:
    """Show a page of invitations."""
    return invitations_pb2.ListInvitationsResponse(
        invitations=[invitation_view(invitation, state) for invitation, state in invitations],
        page=page,
    )
