"""Serve arrival tickets over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import arrival_tickets_pb2, arrival_tickets_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class ArrivalTickets(arrival_tickets_pb2_grpc.ArrivalTicketsServicer):
    """The contract's service ArrivalTickets."""

    def OpenTicket(
        self, request: arrival_tickets_pb2.OpenTicketRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.OpenedTicket:
        return commands.open_ticket(from_message(request, requests.OpenTicket), actor(), at())

    def GetOpenTicket(
        self, request: arrival_tickets_pb2.GetOpenTicketRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.OpenedTicket:
        return queries.get_open_ticket(from_message(request, requests.GetOpenTicket), actor())

    def NoteTickets(
        self, request: arrival_tickets_pb2.NoteTicketsRequest, context: grpc.ServicerContext
    ) -> arrival_tickets_pb2.NoteTicketsResponse:
        return commands.note_tickets(from_message(request, requests.NoteTickets), actor())
