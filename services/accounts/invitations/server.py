"""Serve invitations over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import accounts_pb2, invitations_pb2, invitations_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Invitations(invitations_pb2_grpc.InvitationsServicer):
    """The contract's service Invitations."""

    def Invite(
        self, request: invitations_pb2.InviteRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.InviteResponse:
        return commands.invite(from_message(request, requests.Invite), actor(), at())

    def ImportInvitations(
        self, request: invitations_pb2.ImportInvitationsRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.ImportInvitationsResponse:
        return commands.import_invitations(from_message(request, requests.ImportInvitations), actor(), at())

    def ListInvitations(
        self, request: invitations_pb2.ListInvitationsRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.ListInvitationsResponse:
        return queries.list_invitations(request, actor())

    def RevokeInvitation(
        self, request: invitations_pb2.RevokeInvitationRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.Invitation:
        return commands.revoke_invitation(request.invitation_id, actor(), at())

    def ReadInvitation(
        self, request: invitations_pb2.ReadInvitationRequest, context: grpc.ServicerContext
    ) -> invitations_pb2.Invitation:
        return queries.read_invitation(request.code)

    def AcceptInvitation(
        self, request: invitations_pb2.AcceptInvitationRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.accept_invitation(from_message(request, requests.AcceptInvitation), actor(), at())
