"""Serve password resets over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import password_resets_pb2, password_resets_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, requests


class PasswordResets(password_resets_pb2_grpc.PasswordResetsServicer):
    """The contract's service PasswordResets."""

    def RequestLink(
        self, request: password_resets_pb2.RequestLinkRequest, context: grpc.ServicerContext
    ) -> password_resets_pb2.RequestLinkResponse:
        return commands.request_link(request.login, at())

    def HandLink(
        self, request: password_resets_pb2.HandLinkRequest, context: grpc.ServicerContext
    ) -> password_resets_pb2.HandedLink:
        return commands.hand_link(from_message(request, requests.HandLink), actor(), at())

    def UseLink(
        self, request: password_resets_pb2.UseLinkRequest, context: grpc.ServicerContext
    ) -> password_resets_pb2.UseLinkResponse:
        return commands.use_link(from_message(request, requests.UseLink), at())
