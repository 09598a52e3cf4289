"""Serve second factors over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import second_factors_pb2, second_factors_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class SecondFactors(second_factors_pb2_grpc.SecondFactorsServicer):
    """The contract's service SecondFactors."""

    def GetOwn(
        self, request: second_factors_pb2.GetOwnSecondFactorRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.OwnSecondFactor:
        return queries.get_own(actor())

    def BeginSetUp(
        self, request: second_factors_pb2.BeginSetUpRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.SetUpOffer:
        return commands.begin_set_up(from_message(request, requests.BeginSetUp), actor(), at())

    def ConfirmSetUp(
        self, request: second_factors_pb2.ConfirmSetUpRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.RecoveryCodes:
        return commands.confirm_set_up(from_message(request, requests.ConfirmSetUp), actor(), at())

    def RenewRecoveryCodes(
        self, request: second_factors_pb2.RenewRecoveryCodesRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.RecoveryCodes:
        return commands.renew_recovery_codes(request.code, actor(), at())

    def RemoveOwn(
        self, request: second_factors_pb2.RemoveOwnSecondFactorRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.OwnSecondFactor:
        return commands.remove_own(request.code, actor(), at())

    def BeginPasskey(
        self, request: second_factors_pb2.BeginPasskeyRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.PasskeyOptions:
        return commands.begin_passkey(from_message(request, requests.BeginPasskey), actor(), at())

    def AddPasskey(
        self, request: second_factors_pb2.AddPasskeyRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.OwnSecondFactor:
        return commands.add_passkey(from_message(request, requests.AddPasskey), actor(), at())

    def RemovePasskey(
        self, request: second_factors_pb2.RemovePasskeyRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.OwnSecondFactor:
        return commands.remove_passkey(from_message(request, requests.RemovePasskey), actor(), at())

    def BeginPasskeyUse(
        self, request: second_factors_pb2.BeginPasskeyUseRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.PasskeyOptions:
        return commands.begin_passkey_use(request.session_id, actor())

    def AcknowledgeReset(
        self, request: second_factors_pb2.AcknowledgeResetRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.OwnSecondFactor:
        return commands.acknowledge_reset(actor())

    def RequestReset(
        self, request: second_factors_pb2.RequestResetRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.SecondFactorResetRequest:
        return commands.request_reset(from_message(request, requests.RequestReset), actor(), at())

    def ApproveReset(
        self, request: second_factors_pb2.ApproveResetRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.SecondFactorResetRequest:
        return commands.approve_reset(request.account_id, actor(), at())

    def RejectReset(
        self, request: second_factors_pb2.RejectResetRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.SecondFactorResetRequest:
        return commands.reject_reset(request.account_id, actor(), at())

    def ListResetRequests(
        self, request: second_factors_pb2.ListResetRequestsRequest, context: grpc.ServicerContext
    ) -> second_factors_pb2.ListResetRequestsResponse:
        return queries.list_reset_requests(request, actor())
