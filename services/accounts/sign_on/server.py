"""Serve single sign-on over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import sessions_pb2, sign_on_pb2, sign_on_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class SignOn(sign_on_pb2_grpc.SignOnServicer):
    """The contract's service SignOn."""

    def ListProviders(
        self, request: sign_on_pb2.ListProvidersRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.ListProvidersResponse:
        return queries.list_providers()

    def BeginSignOn(
        self, request: sign_on_pb2.BeginSignOnRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.BeginSignOnResponse:
        return commands.begin_sign_on(from_message(request, requests.BeginSignOn), actor())

    def CompleteSignOn(
        self, request: sign_on_pb2.CompleteSignOnRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.CompleteSignOnResponse:
        return commands.complete_sign_on(from_message(request, requests.CompleteSignOn), actor(), at())

    def OpenAccountBySignOn(
        self, request: sign_on_pb2.OpenAccountBySignOnRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.SignInResponse:
        return commands.open_account_by_sign_on(from_message(request, requests.OpenAccountBySignOn), at())

    def ListIdentities(
        self, request: sign_on_pb2.ListIdentitiesRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.ListIdentitiesResponse:
        return queries.list_identities(actor())

    def UnlinkIdentity(
        self, request: sign_on_pb2.UnlinkIdentityRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.ListIdentitiesResponse:
        return commands.unlink_identity(request.provider_id, actor(), at())

    def MakeLinkCode(
        self, request: sign_on_pb2.MakeLinkCodeRequest, context: grpc.ServicerContext
    ) -> sign_on_pb2.MakeLinkCodeResponse:
        return commands.make_link_code(from_message(request, requests.MakeLinkCode), actor(), at())
