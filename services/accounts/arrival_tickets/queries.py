"""Read which arrival ticket is open (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime

from dasai.accounts.v1 import arrival_tickets_pb2

from chassis.actor import Actor
from chassis.permissions import Target
from chassis.permissions import accounts as permissions

from . import requests, store, wire


def get_open_ticket(request: requests.GetOpenTicket, actor: Actor) -> arrival_tickets_pb2.OpenedTicket:
    """Return the ticket of the caller that is open for an operation; an empty one if none is."""
    permissions.GET_OPEN_TICKET.require(actor, Target(holder=actor.account_id))
    ticket = store.find(store.key(actor.account_id, request.operation), datetime.now(UTC))
    return wire.ticket_view(ticket) if ticket is not None else arrival_tickets_pb2.OpenedTicket()
