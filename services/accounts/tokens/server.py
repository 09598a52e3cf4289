"""Serve API tokens over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import tokens_pb2, tokens_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Tokens(tokens_pb2_grpc.TokensServicer):
    """The contract's service Tokens."""

    def MakeToken(
        self, request: tokens_pb2.MakeTokenRequest, context: grpc.ServicerContext
    ) -> tokens_pb2.MakeTokenResponse:
        return commands.make_token(from_message(request, requests.MakeToken), actor(), at())

    def ListTokens(
        self, request: tokens_pb2.ListTokensRequest, context: grpc.ServicerContext
    ) -> tokens_pb2.ListTokensResponse:
        return queries.list_tokens(actor())

    def EndToken(
        self, request: tokens_pb2.EndTokenRequest, context: grpc.ServicerContext
    ) -> tokens_pb2.EndTokenResponse:
        return commands.end_token(request.token_id, actor(), at())

    def CountTokens(
        self, request: tokens_pb2.CountTokensRequest, context: grpc.ServicerContext
    ) -> tokens_pb2.CountTokensResponse:
        return queries.count_tokens(request.account_id, actor())
