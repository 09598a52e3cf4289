"""Which content of an operation counts, whatever order its notes come in (rule C9)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest

from chassis.kernel.clock import Instant
from services.accounts.arrival_tickets.model import OpenTicket

BEGIN = datetime(2024, 6, 30, 15, 59, tzinfo=UTC)
A, B, C = "a" * 64, "b" * 64, "c" * 64
GRACE = timedelta(minutes=15)


def at(second: int) -> Instant:
    """Return an instant."""
    return BEGIN + timedelta(seconds=second)


def after(*arrivals: tuple[str, int]) -> OpenTicket:
    """Return what counts after notes of contents that arrived at these seconds, in the order of the notes."""
    (digest, first), *others = arrivals
    ticket = OpenTicket.first(digest, at(first), at(first) + GRACE)
    for digest, second in others:
        ticket = ticket.with_arrival(digest, at(second), at(second) + GRACE)
    return ticket


def counts(ticket: OpenTicket, digest: str, second: int) -> bool:
    """Return True if a ticket for a content that arrived then counts, as the gateway judges it."""
    if digest == ticket.digest:
        return ticket.others_at is None or at(second) >= ticket.others_at
    return at(second) > ticket.latest_at


def test_c9_the_same_content_goes_on_with_its_first_arrival() -> None:
    """C9: also how long it counts; asked for again it is kept longer, for the later ticket is good as long."""
    ticket = after((A, 5), (A, 9))
    assert (ticket.arrived_at, ticket.until, ticket.kept_until) == (at(5), at(5) + GRACE, at(9) + GRACE)
    assert after((A, 9), (A, 5)) == ticket
    assert counts(ticket, A, 5)
    assert counts(ticket, A, 9)


@pytest.mark.parametrize("order", [*permutations(((A, 1), (B, 2), (A, 3), (C, 4)))])
def test_c9_the_last_content_counts_whatever_order_the_notes_come_in(order: tuple[tuple[str, int], ...]) -> None:
    """C9: nobody chooses between contents; of those before none counts."""
    ticket = after(*order)
    assert (ticket.digest, ticket.arrived_at, ticket.latest_at) == (C, at(4), at(4))
    assert [counts(ticket, digest, second) for digest, second in order] == [second == 4 for _, second in order]


def test_c9_a_content_that_came_back_counts_from_its_return_on() -> None:
    """C9: A, then B, then A again, in any order: the first A is void."""
    for order in permutations(((A, 1), (B, 2), (A, 3))):
        ticket = after(*order)
        outcome = [counts(ticket, digest, second) for digest, second in ((A, 1), (B, 2), (A, 3))]
        assert (ticket.arrived_at, outcome) == (at(3), [False, False, True]), order


def test_c9_of_two_contents_of_the_same_millisecond_one_counts() -> None:
    """C9: the one that was noted last."""
    for first, second in product((A, B), repeat=2):
        ticket = after((first, 1), (second, 1))
        assert ticket.digest == second
        assert counts(ticket, second, 1)
        assert counts(ticket, first, 1) == (first == second)


def test_c9_a_note_that_comes_twice_changes_nothing() -> None:
    """C9: a write that was repeated because its answer was lost."""
    for arrivals in ([(A, 1)], [(A, 1), (B, 2)], [(B, 2), (A, 1)], [(A, 1), (B, 2), (A, 3)]):
        ticket = after(*arrivals)
        for digest, second in arrivals:
            assert ticket.with_arrival(digest, at(second), at(second) + GRACE) == ticket, (arrivals, digest)
