"""Translate between the contracts and arrival tickets."""

from __future__ import annotations

from dasai.accounts.v1 import arrival_tickets_pb2

from .model import OpenTicket


def ticket_view(ticket: OpenTicket) -> arrival_tickets_pb2.OpenedTicket:
    """Show an open ticket."""
    return arrival_tickets_pb2.OpenedTicket(
        digest=ticket.digest,
        arrived_at=ticket.arrived_at,
        until=ticket.until,
        latest_at=ticket.latest_at,
        others_at=ticket.others_at,
    )
