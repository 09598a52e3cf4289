"""Open arrival tickets, and note those that were given without asking (rule C9)."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from functools import reduce

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

# the most tickets of a note
MOST_NOTED = 200


def open_ticket(request: requests.OpenTicket, actor: Actor, at: Instant) -> arrival_tickets_pb2.OpenedTicket:
    """Open a ticket of the caller as of `at`, or return the one that is open for the same content (rule C9).

    One for another content is replaced: what arrived last is what counts. Refuses FIELDS_INVALID.
    """
    permissions.OPEN_TICKET.require(actor, Target(holder=actor.account_id))
    refuse_unless(is_well_formed(request.operation, request.digest), FIELDS_INVALID)
    now = _now()
    key = store.key(actor.account_id, request.operation)
    until = now + edition().arrivals.grace
    opened = store.change({key: lambda before: _arrived(before, request.digest, at, until)}, now)[key]
    return wire.ticket_view(opened)


def note_tickets(request: requests.NoteTickets, actor: Actor) -> arrival_tickets_pb2.NoteTicketsResponse:
    """Note tickets that a gateway gave; those that are over are left out (rule C9). Refuses FIELDS_INVALID."""
    permissions.NOTE_TICKETS.require(actor)
    refuse_unless(len(request.tickets) <= MOST_NOTED, FIELDS_INVALID)
    refuse_unless(all(is_well_formed(given.operation, given.digest) for given in request.tickets), FIELDS_INVALID)
    now, by_key = _now(), defaultdict[str, list[requests.GivenTicket]](list)
    for given in request.tickets:
        if given.until > now:
            by_key[store.key(given.account_id, given.operation)].append(given)
    store.change({key: _noting(given) for key, given in by_key.items()}, now)
    return arrival_tickets_pb2.NoteTicketsResponse()


def _now() -> datetime:
    """Return real time to the millisecond, as it is stored."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _arrived(before: OpenTicket | None, digest: str, at: Instant, until: datetime) -> OpenTicket:
    return OpenTicket.first(digest, at, until) if before is None else before.with_arrival(digest, at, until)


def _noting(tickets: list[requests.GivenTicket]) -> store.Change:
    def noted(before: OpenTicket | None) -> OpenTicket:
        first, *others = tickets
        begun = _arrived(before, first.digest, first.arrived_at, first.until)
        return reduce(
            lambda ticket, given: _arrived(ticket, given.digest, given.arrived_at, given.until), others, begun
        )

    return noted
