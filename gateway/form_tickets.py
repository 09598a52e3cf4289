"""Arrival tickets of pages' forms: given with the page that waits, taken when that sends the form again (rule C9)."""

from __future__ import annotations

from fastapi import Request

from chassis.kernel.refusal import Refusal

from . import arrival_tickets
from .arrival_tickets import Ticket
from .busy_tickets import read_brought, ticket_of_caller
from .portals.deadline_forms import SentForm, sent_form


def ticket_of_form(request: Request, form: SentForm) -> Ticket | None:
    """Return the ticket of a form: the one that it came with, else a new one; None if there is none for it.

    An objection has a ticket of nobody: no service learns of it (rule F8).
    """
    if not form.is_of_nobody:
        return ticket_of_caller(request, form.arrival, form.operation, form.digest)
    held = read_brought(form.arrival, form.operation, form.digest) if form.arrival else None
    return held or arrival_tickets.give_to_nobody(request, form.operation, form.digest)


async def arrive_by_form(request: Request) -> None:
    """Judge a form that comes with a ticket by its first arrival; a dependency of all routes (rule C9).

    A form whose ticket is not valid, or over, counts as of its own arrival: what was typed goes on.
    """
    form = sent_form(request)
    if form is None or not form.arrival:
        return
    redeem = arrival_tickets.redeemed_of_nobody if form.is_of_nobody else arrival_tickets.redeemed
    try:
        ticket = await redeem(request, form.arrival, form.operation, form.digest)
    except Refusal:
        return
    arrival_tickets.take(request, ticket)
