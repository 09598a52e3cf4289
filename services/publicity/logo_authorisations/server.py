"""Serve authorisations of the logo over gRPC."""

from __future__ import annotations

import grpc
from dasai.publicity.v1 import logo_authorisations_pb2, logo_authorisations_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class LogoAuthorisations(logo_authorisations_pb2_grpc.LogoAuthorisationsServicer):
    """The contract's service LogoAuthorisations."""

    def GrantLogoAuthorisation(
        self, request: logo_authorisations_pb2.GrantLogoAuthorisationRequest, context: grpc.ServicerContext
    ) -> logo_authorisations_pb2.LogoAuthorisation:
        return commands.grant_logo_authorisation(from_message(request, requests.GrantLogoAuthorisation), actor(), at())

    def WithdrawLogoAuthorisation(
        self, request: logo_authorisations_pb2.WithdrawLogoAuthorisationRequest, context: grpc.ServicerContext
    ) -> logo_authorisations_pb2.LogoAuthorisation:
        return commands.withdraw_logo_authorisation(
            from_message(request, requests.WithdrawLogoAuthorisation), actor(), at()
        )

    def GetLogoAuthorisation(
        self, request: logo_authorisations_pb2.GetLogoAuthorisationRequest, context: grpc.ServicerContext
    ) -> logo_authorisations_pb2.LogoAuthorisation:
        return queries.get_logo_authorisation(request, actor(), at())

    def ListLogoAuthorisations(
        self, request: logo_authorisations_pb2.ListLogoAuthorisationsRequest, context: grpc.ServicerContext
    ) -> logo_authorisations_pb2.ListLogoAuthorisationsResponse:
        return queries.list_logo_authorisations(request, actor(), at())

    def LookUpLogoAuthorisations(
        self, request: logo_authorisations_pb2.LookUpLogoAuthorisationsRequest, context: grpc.ServicerContext
    ) -> logo_authorisations_pb2.LookUpLogoAuthorisationsResponse:
        return queries.look_up_logo_authorisations(request, at())
