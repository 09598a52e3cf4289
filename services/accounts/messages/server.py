"""Serve messages over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import messages_pb2, messages_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Messages(messages_pb2_grpc.MessagesServicer):
    """The contract's service Messages."""

    def ListMessages(
        self, request: messages_pb2.ListMessagesRequest, context: grpc.ServicerContext
    ) -> messages_pb2.ListMessagesResponse:
        return queries.list_messages(request, actor())

    def GetMessageSummary(
        self, request: messages_pb2.GetMessageSummaryRequest, context: grpc.ServicerContext
    ) -> messages_pb2.MessageSummary:
        return queries.message_summary(actor())

    def ReadMessage(
        self, request: messages_pb2.ReadMessageRequest, context: grpc.ServicerContext
    ) -> messages_pb2.Message:
        return commands.read_message(request.message_id, actor(), at())

    def ReadAllMessages(
        self, request: messages_pb2.ReadAllMessagesRequest, context: grpc.ServicerContext
    ) -> messages_pb2.ReadAllMessagesResponse:
        return commands.read_all_messages(actor(), at())

    def GetMessagePreferences(
        self, request: messages_pb2.GetMessagePreferencesRequest, context: grpc.ServicerContext
    ) -> messages_pb2.MessagePreferences:
        return queries.message_preferences(actor())

    def ChangeMessagePreferences(
        self, request: messages_pb2.ChangeMessagePreferencesRequest, context: grpc.ServicerContext
    ) -> messages_pb2.MessagePreferences:
        return commands.change_preferences(from_message(request, requests.ChangePreferences), actor())
