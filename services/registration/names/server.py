"""Serve the word lists over gRPC."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import names_pb2, names_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Names(names_pb2_grpc.NamesServicer):
    """Word lists, and the screening of names by them (rule B9)."""

    def ImportWordList(
        self, request: names_pb2.ImportWordListRequest, context: grpc.ServicerContext
    ) -> names_pb2.ImportWordListResponse:
        return commands.import_word_list(from_message(request, requests.ImportWordList), actor(), at())

    def ListWordLists(
        self, request: names_pb2.ListWordListsRequest, context: grpc.ServicerContext
    ) -> names_pb2.ListWordListsResponse:
        return queries.list_word_lists(actor())

    def GetWordList(
        self, request: names_pb2.GetWordListRequest, context: grpc.ServicerContext
    ) -> names_pb2.WordListContent:
        return queries.get_word_list(request.name, actor())

    def ScreenName(
        self, request: names_pb2.ScreenNameRequest, context: grpc.ServicerContext
    ) -> names_pb2.ScreenNameResponse:
        return queries.screen_name(request.text, actor())
