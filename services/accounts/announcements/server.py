"""Serve announcements over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import announcements_pb2, announcements_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Announcements(announcements_pb2_grpc.AnnouncementsServicer):
    """The contract's service Announcements."""

    def Announce(
        self, request: announcements_pb2.AnnounceRequest, context: grpc.ServicerContext
    ) -> announcements_pb2.Announcement:
        return commands.announce(from_message(request, requests.Announce), actor(), at())

    def ListAnnouncements(
        self, request: announcements_pb2.ListAnnouncementsRequest, context: grpc.ServicerContext
    ) -> announcements_pb2.ListAnnouncementsResponse:
        return queries.list_announcements(request, actor())
