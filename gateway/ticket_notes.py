"""Notes of arrival tickets that were given without asking accounts: written in batches, beside the requests (rule C9).

A gateway that is overloaded, or that gave a call up, gives its ticket from memory. Accounts learns of it a moment later, in calls
of many notes one after the other, which take a quarter of the time at most: notes never add to a load, they wait for its end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import grpc.aio
from dasai.accounts.v1 import arrival_tickets_pb2, arrival_tickets_pb2_grpc
from prometheus_client import Counter, Gauge

from chassis.actor import sign, system
from chassis.kernel.clock import Instant
from chassis.outage import Outage
from chassis.settings import settings

from .rpc import channel

WAITING = Gauge("dasai_ticket_notes_waiting", "Arrival tickets whose notes accounts does not have yet (rule C9).")
LOST = Counter("dasai_ticket_notes_lost_total", "Notes of arrival tickets that accounts never got: too many waited.")
# the most notes of a call, and the most that wait
_BATCH, _MOST = 100, 50_000
# how long a call may take, and how long nothing is asked after one failed, seconds
_PATIENCE, _REST = 2.0, 1.0
# between two calls: so many times as long as the last one took, and at least so many seconds
_PAUSE, _SHORTEST_PAUSE = 3.0, 0.05
# how often a pause looks if the process ends, seconds
_LOOKED_EVERY = 0.25
# how long those that wait are written when the process ends, seconds
LAST = 3.0


@dataclass(frozen=True, slots=True)
class Note:
    """A ticket of an account: the digest of its content, when it arrived in contest time, and how long it counts in real time."""

    account_id: str
    operation: str
    digest: str
    arrived_at: Instant
    until: datetime


Write = Callable[[Sequence[Note]], Awaitable[None]]


class TicketNotes:
    """The notes that wait to be written: of an account and operation the last content alone, for that is what counts.

    Once `is_ending` says so, they are written without a pause: the process has its drain time for all of them.
    """

    def __init__(
        self, write: Write, *, most: int = _MOST, batch: int = _BATCH, is_ending: Callable[[], bool] = lambda: False
    ) -> None:
        self._is_ending = is_ending
        self._write, self._most, self._batch = write, most, batch
        self._notes: dict[tuple[str, str], Note] = {}
        self._there = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._asked_again_at = float("-inf")
        self._outage = Outage("gateway", "accounts does not note tickets", "accounts notes tickets again")

    @property
    def is_asked(self) -> bool:
        """Return True if accounts may be asked about a ticket: it did not fail to answer in the last moment."""
        return time.monotonic() >= self._asked_again_at

    def rest(self) -> None:
        """Leave accounts alone for a moment, since it did not answer."""
        self._asked_again_at = time.monotonic() + _REST

    def add(self, note: Note) -> None:
        """Let a note be written soon; the earliest is lost if too many wait."""
        key = (note.account_id, note.operation)
        known = self._notes.pop(key, None)
        if known is not None and (known.arrived_at > note.arrived_at or known.digest == note.digest):
            note = known  # the later content counts, and the same one from when it arrived first
        elif known is None and len(self._notes) >= self._most:
            self._notes.pop(next(iter(self._notes)))
            LOST.inc()
        self._notes[key] = note
        WAITING.set(len(self._notes))
        self._there.set()

    def replaces(self, account_id: str, operation: str, digest: str, arrived_at: Instant) -> bool:
        """Return True if a note waits by which a ticket is void: of another content, from later."""
        known = self._notes.get((account_id, operation))
        return known is not None and known.digest != digest and known.arrived_at > arrived_at

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._write_for_ever())

    async def close(self) -> None:
        """Stop, and write what waits, for some seconds."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST):
                while self._notes and await self._write_some():
                    pass
        LOST.inc(len(self._notes))

    async def _write_for_ever(self) -> None:
        while True:
            await self._there.wait()
            began = time.monotonic()
            if await self._write_some():
                took = time.monotonic() - began
                await self._pause(max(_SHORTEST_PAUSE, took * _PAUSE))
            else:
                await asyncio.sleep(_REST)

    async def _pause(self, seconds: float) -> None:
        """Leave accounts to others for so many seconds, or until the process ends."""
        until = time.monotonic() + seconds
        while not self._is_ending() and (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, _LOOKED_EVERY))

    async def _write_some(self) -> bool:
        """Write the notes that wait for longest; return False, and keep them, if accounts does not take them."""
        now = datetime.now(UTC)
        keys = list(self._notes)[: self._batch]
        batch = {key: note for key in keys if (note := self._notes.pop(key)).until > now}
        try:
            if batch:
                await self._write(list(batch.values()))
        except grpc.aio.AioRpcError as error:
            self.rest()
            self._outage.fail(error.code().name)
            for note in batch.values():
                self.add(note)
            return False
        except asyncio.CancelledError:
            for note in batch.values():
                self.add(note)
            raise
        finally:
            WAITING.set(len(self._notes))
            if not self._notes:
                self._there.clear()
        self._outage.succeed()
        return True


async def write_to_accounts(notes: Sequence[Note]) -> None:
    """Have accounts note tickets; raises AioRpcError if it does not."""
    message = arrival_tickets_pb2.NoteTicketsRequest()
    for note in notes:
        message.tickets.add(
            account_id=note.account_id,
            operation=note.operation,
            digest=note.digest,
            arrived_at=note.arrived_at,
            until=note.until,
        )
    metadata = (("dasai-actor", sign(system("gateway"), settings().secret("actor_key"))),)
    stub = arrival_tickets_pb2_grpc.ArrivalTicketsStub(channel("accounts"))
    await stub.NoteTickets(message, timeout=_PATIENCE, metadata=metadata)
