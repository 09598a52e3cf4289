"""Notes of arrival tickets: in batches, beside the requests (rule C9)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import grpc
import grpc.aio
import pytest

from chassis.kernel.clock import instant
from gateway import ticket_notes
from gateway.ticket_notes import Note, TicketNotes

AT = instant(datetime(2024, 6, 30, 15, 59, 59, tzinfo=UTC))


def note(account: str = "a", digest: str = "1", second: int = 0, operation: str = "POST /x", minutes: int = 15) -> Note:
    """Return a note of a ticket."""
    return Note(
        account, operation, digest, AT + timedelta(seconds=second), datetime.now(UTC) + timedelta(minutes=minutes)
    )


class Accounts:
    """Takes notes, or is away."""

    def __init__(self) -> None:
        self.calls: list[list[Note]] = []
        self.is_away = False

    async def write(self, notes: Sequence[Note]) -> None:
        """Keep the notes."""
        if self.is_away:
            raise grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata())
        self.calls.append(list(notes))


def test_c9_of_an_account_and_operation_the_last_content_is_noted_from_its_first_arrival_on() -> None:
    """C9: ten thousand tickets of a rush are a note for each who rushed."""

    async def steps() -> None:
        accounts = Accounts()
        notes = TicketNotes(accounts.write)
        first = note(digest="1", second=1)
        for each in (first, note(digest="1", second=2), note("b", "9"), note(digest="1", second=3)):
            notes.add(each)
        assert notes.replaces("a", "POST /x", "2", AT) is True
        assert notes.replaces("a", "POST /x", "1", AT) is False
        await notes.close()
        assert [[(each.account_id, each.arrived_at) for each in call] for call in accounts.calls] == [
            [("b", AT), ("a", first.arrived_at)]
        ]
        later = note(digest="2", second=5)
        for each in (note(digest="1", second=4), later, note(digest="3", second=4)):
            notes.add(each)
        await notes.close()
        assert accounts.calls[1:] == [[later]]

    asyncio.run(steps())


def test_c9_notes_are_written_beside_in_batches_and_wait_while_accounts_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C9: so many in a call; what is over is left out; nobody asks accounts about a ticket for a moment after it failed."""
    monkeypatch.setattr(ticket_notes, "_REST", 0.2)

    async def steps() -> None:
        accounts = Accounts()
        accounts.is_away = True
        notes = TicketNotes(accounts.write, batch=2)
        notes.start()
        for account in ("a", "b", "c", "over"):
            notes.add(note(account, minutes=-1 if account == "over" else 15))
        await asyncio.sleep(0.05)
        assert (accounts.calls, notes.is_asked) == ([], False)
        accounts.is_away = False
        async with asyncio.timeout(5):
            while len(accounts.calls) < 2:
                await asyncio.sleep(0.02)
        assert sorted(each.account_id for call in accounts.calls for each in call) == ["a", "b", "c"]
        assert max(map(len, accounts.calls)) == 2
        assert notes.is_asked
        await notes.close()

    asyncio.run(steps())


def test_c9_no_more_notes_wait_than_fit() -> None:
    """C9: the earliest is lost, and counted."""

    async def steps() -> None:
        accounts = Accounts()
        notes = TicketNotes(accounts.write, most=2)
        before = ticket_notes.LOST._value.get()
        for account in ("a", "b", "c"):
            notes.add(note(account))
        assert ticket_notes.LOST._value.get() == before + 1
        await notes.close()
        assert [each.account_id for each in accounts.calls[0]] == ["b", "c"]

    asyncio.run(steps())


def test_c9_a_gateway_that_ends_writes_its_notes_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """C9: beside requests a call takes a quarter of the time at most; who drains has no time for that."""
    monkeypatch.setattr(ticket_notes, "_SHORTEST_PAUSE", 60.0)

    async def steps() -> tuple[int, int]:
        accounts, ends = Accounts(), asyncio.Event()
        notes = TicketNotes(accounts.write, batch=1, is_ending=ends.is_set)
        for number in range(20):
            notes.add(note(f"account {number}"))
        notes.start()
        await asyncio.sleep(0.1)
        at_first = len(accounts.calls)
        ends.set()
        async with asyncio.timeout(2):
            while len(accounts.calls) < 20:
                await asyncio.sleep(0.01)
        await notes.close()
        return at_first, len(accounts.calls)

    assert asyncio.run(steps()) == (1, 20)
