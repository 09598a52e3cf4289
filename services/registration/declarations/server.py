"""Declarations over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import declarations_pb2, teams_pb2

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class DeclarationMethodsOfProjects:
    """The methods of the gRPC service `Projects` about declarations."""

    def GetDeclaration(
        self, request: declarations_pb2.GetDeclarationRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Declaration:
        return queries.get_declaration(request, actor())

    def ListKeptTexts(
        self, request: declarations_pb2.ListKeptTextsRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.ListKeptTextsResponse:
        return queries.list_kept_texts(request, actor())

    def GetKeptText(
        self, request: declarations_pb2.GetKeptTextRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.KeptText:
        return queries.get_kept_text(request, actor())

    def NoteEditing(
        self, request: declarations_pb2.NoteEditingRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Editors:
        return commands.note_editing(request, actor())

    def ListEditors(
        self, request: declarations_pb2.ListEditorsRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.Editors:
        return queries.list_editors(request.team_id, actor())

    def DeleteKeptText(
        self, request: declarations_pb2.DeleteKeptTextRequest, context: grpc.ServicerContext
    ) -> declarations_pb2.DeleteKeptTextResponse:
        return commands.delete_kept_text(request.team_id, request.kept_id, actor())


class DeclarationMethodsOfTeams:
    """The methods of the gRPC service `Teams` about declarations."""

    def SaveDeclaration(
        self, request: declarations_pb2.SaveDeclarationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return commands.save_declaration(from_message(request, requests.SaveDeclaration), actor(), at())
