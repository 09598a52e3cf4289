"""Dead letters: the events that a service could not handle, with the reason and the queue that each failed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .publisher import ConfirmedPublisher, Outgoing
from .topology import dead_letter_queue


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message in the dead letters of a service, with the reason and the queue that it failed in."""

    service: str
    id: str
    type: str
    queue: str
    reason: str
    attempts: int
    body: bytes
    tag: Any
    # RFC 3339; empty if the broker gave it up
    dead_at: str = ""

    @classmethod
    def of(cls, service: str, message: Any) -> DeadLetter:
        """Read a message: our workers write the reason into a header; what the broker itself gave up has `x-death`."""
        headers = message.headers or {}
        deaths = headers.get("x-death") or [{}]
        reason = headers.get("dasai-reason") or f"BROKER: {deaths[0].get('reason', 'unknown')}"
        return cls(
            service=service,
            id=message.properties.get("message_id") or "",
            type=message.properties.get("type") or "",
            queue=headers.get("dasai-queue") or str(deaths[0].get("queue", "")),
            reason=reason,
            attempts=int(headers.get("dasai-attempts") or deaths[0].get("count") or 0),
            body=bytes(message.body or b""),
            tag=message,
            dead_at=str(headers.get("dasai-dead-at") or ""),
        )


def letters_of(channel: Any, service: str, most: int | None = None) -> Iterator[DeadLetter]:
    """Yield the dead letters that a service has now, at most so many; those not acknowledged stay once the channel closes.

    One that is put back and dies again meanwhile is not yielded again: else that would never end.
    """
    queue = dead_letter_queue(service)(channel)
    queue.declare()
    waiting = queue.queue_declare().message_count
    for _ in range(waiting if most is None else min(waiting, most)):
        message = queue.get(no_ack=False, accept=None)
        if message is None:
            return
        yield DeadLetter.of(service, message)


def put_back(letters: Iterator[DeadLetter], publisher: ConfirmedPublisher, wanted: str = "") -> int:
    """Put dead letters (one by id, or all) back into the queue that they failed in; return how many.

    Each is published and confirmed before it is taken out, so that none is lost; handlers know events by id, so that an
    event that arrives twice is applied once.
    """
    count = 0
    for letter in letters:
        if (wanted and letter.id != wanted) or not letter.queue:
            continue
        publisher.publish([Outgoing("", letter.queue, letter.body, message_id=letter.id, type=letter.type)])
        letter.tag.ack()
        count += 1
    return count
