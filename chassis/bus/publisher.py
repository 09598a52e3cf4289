"""Publishing with confirms, a batch at a time.

kombu's own `confirm_publish` waits for each message; here the channel's confirms are followed by tag, so that a batch costs
a single round trip.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import amqp
from kombu import Connection

HEARTBEAT_SECONDS = 20


class NotConfirmed(Exception):
    """The broker did not take responsibility for every message in time; publish them again."""


LOST = (OSError, amqp.exceptions.AMQPError, NotConfirmed, ConnectionError, socket.timeout)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str = ""
    type: str = ""
    headers: dict[str, Any] = field(default_factory=dict)


class ConfirmedPublisher:
    """A connection with a channel in confirm mode. Not for use by two threads at once."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self._connection = Connection(
            url, heartbeat=HEARTBEAT_SECONDS, connect_timeout=5, transport_options={"confirm_publish": False}
        )
        self._timeout = timeout
        self._channel: Any = None
        self._beaten = 0.0
        self._sent = 0
        self._open: set[int] = set()
        self._refused: set[int] = set()

    def connect(self) -> Any:
        """Return the open channel, opened again if it was lost; raises one of LOST."""
        if self._channel is None or not self._channel.is_open:
            self.close()
            self._connection.connect()
            channel = self._connection.channel()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._acked)
            channel.events["basic_nack"].add(self._nacked)
            self._channel, self._sent = channel, 0
            self._open, self._refused = set(), set()
        return self._channel

    def publish(self, messages: Iterable[Outgoing]) -> None:
        """Publish all, and return once the broker has confirmed all; raises NotConfirmed, or one of LOST."""
        channel = self.connect()
        try:
            for message in messages:
                self._sent += 1
                self._open.add(self._sent)
                channel.basic_publish(
                    amqp.Message(
                        message.body,
                        content_type="application/data",
                        content_encoding="binary",
                        delivery_mode=2,
                        message_id=message.message_id,
                        type=message.type,
                        application_headers=message.headers,
                    ),
                    exchange=message.exchange,
                    routing_key=message.routing_key,
                    timeout=self._timeout,
                )
            until = time.monotonic() + self._timeout
            while self._open:
                left = until - time.monotonic()
                if left <= 0:
                    raise NotConfirmed(f"{len(self._open)} not confirmed in {self._timeout} s")
                self._connection.drain_events(timeout=left)
            if self._refused:
                raise NotConfirmed(f"{len(self._refused)} refused by the broker")
        except LOST:
            self.close()
            raise

    @contextlib.contextmanager
    def channel(self) -> Iterator[Any]:
        """Open another channel of the same connection, to read with; what was got and not acknowledged goes back at its end."""
        self.connect()
        channel = self._connection.channel()
        try:
            yield channel
        finally:
            with contextlib.suppress(*LOST):
                channel.close()

    def heartbeat(self) -> None:
        """Keep an idle connection alive: read what the broker sent, answer in time; raises one of LOST."""
        now = time.monotonic()
        if self._channel is None or now - self._beaten < HEARTBEAT_SECONDS / 4:
            return
        self._beaten = now
        try:
            with contextlib.suppress(socket.timeout):
                self._connection.drain_events(timeout=0.001)
            self._connection.heartbeat_check()
        except LOST:
            self.close()
            raise

    def close(self) -> None:
        """Close whatever is open; never raises."""
        self._channel = None
        with contextlib.suppress(Exception):  # a connection that is gone can't be closed, and that is all right
            self._connection.close()

    def _acked(self, tag: int, multiple: bool) -> None:
        self._open -= self._upto(tag, multiple)

    def _nacked(self, tag: int, multiple: bool) -> None:
        tags = self._upto(tag, multiple)
        self._refused |= tags
        self._open -= tags

    def _upto(self, tag: int, multiple: bool) -> set[int]:
        return {open_ for open_ in self._open if open_ <= tag} if multiple else {tag}
