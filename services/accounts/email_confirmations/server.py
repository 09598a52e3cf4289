"""Serve confirmations of e-mail addresses over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import email_confirmations_pb2, email_confirmations_pb2_grpc

from chassis.rpc.server import actor, at

from . import commands


class EmailConfirmations(email_confirmations_pb2_grpc.EmailConfirmationsServicer):
    """The contract's service EmailConfirmations."""

    def RequestConfirmation(
        self, request: email_confirmations_pb2.RequestConfirmationRequest, context: grpc.ServicerContext
    ) -> email_confirmations_pb2.RequestConfirmationResponse:
        return commands.request_confirmation(actor(), at())

    def ConfirmEmail(
        self, request: email_confirmations_pb2.ConfirmEmailRequest, context: grpc.ServicerContext
    ) -> email_confirmations_pb2.ConfirmEmailResponse:
        return commands.confirm_email(request.code, at())
