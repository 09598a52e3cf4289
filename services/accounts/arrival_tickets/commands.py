"""Open arrival tickets (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime

from dasai.accounts.v1 import arrival_tickets_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.refusals import FIELDS_INVALID

from . import requests, store, wire
from .model import OpenTicket, is_well_formed


def open_ticket(request: requests.OpenTicket, actor: Actor, at: Instant) -> arrival_tickets_pb2.OpenedTicket:
    """Open a ticket of the caller as of `at`, or return the one that is open for the same content (rule C9).

    One for another content is replaced: what arrived last is what counts. Refuses FIELDS_INVALID.
    """
    permissions.OPEN_TICKET.require(actor, Target(holder=actor.account_id))
    refuse_unless(is_well_formed(request.operation, request.digest), FIELDS_INVALID)
    now = datetime.now(UTC)
    earlier = store.find(actor.account_id, request.operation, now)
    if earlier is not None and earlier.digest == request.digest:
        return wire.ticket_view(earlier)
    ticket = OpenTicket(digest=request.digest, arrived_at=at, until=now + edition().arrivals.grace)
    store.put(actor.account_id, request.operation, ticket)
    return wire.ticket_view(ticket)
