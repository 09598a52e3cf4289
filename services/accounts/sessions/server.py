"""Serve sessions over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import sessions_pb2, sessions_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Sessions(sessions_pb2_grpc.SessionsServicer):
    """The contract's service Sessions."""

    def SignIn(self, request: sessions_pb2.SignInRequest, context: grpc.ServicerContext) -> sessions_pb2.SignInResponse:
        return commands.sign_in(from_message(request, requests.SignIn), at())

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return queries.authenticate(request.token)

    def ChangePassword(
        self, request: sessions_pb2.ChangePasswordRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return commands.change_password(from_message(request, requests.ChangePassword), actor(), at())

    def GiveSecondFactor(
        self, request: sessions_pb2.GiveSecondFactorRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return commands.give_second_factor(from_message(request, requests.GiveSecondFactor), actor(), at())

    def GivePasskey(
        self, request: sessions_pb2.GivePasskeyRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        return commands.give_passkey(from_message(request, requests.GivePasskey), actor())

    def ListSessions(
        self, request: sessions_pb2.ListSessionsRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListSessionsResponse:
        return queries.list_sessions(actor())

    def EndSession(
        self, request: sessions_pb2.EndSessionRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.EndSessionResponse:
        return commands.end_session(request.session_id, actor())

    def EndOtherSessions(
        self, request: sessions_pb2.EndOtherSessionsRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.EndSessionResponse:
        return commands.end_other_sessions(request.session_id, actor())

    def ListEnded(
        self, request: sessions_pb2.ListEndedRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListEndedResponse:
        return queries.list_ended(request)
