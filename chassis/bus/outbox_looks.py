"""Decide when a relay looks into which outbox: often into one in which events came lately, seldom into the others.

A service has some twenty outboxes, and nearly all of a deadline's events come into two or three of them. Looks into the others
would stand in line with callers at the database.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

# seconds between two looks: at once after an event, then each time twice as many, up to LONGEST; up to IDLE once none has come
# for QUIET_AFTER
SHORTEST, LONGEST, IDLE = 0.005, 0.12, 0.5
QUIET_AFTER = 3.0


@dataclass
class _Outbox:
    """When an outbox was looked into last, when an event was last there, and the pause if it is no longer than allowed."""

    looked: float
    event: float
    pause: float = SHORTEST


@dataclass
class OutboxLooks:
    """The looks into the outboxes of a service; times are seconds of a monotonic clock."""

    _outboxes: dict[str, _Outbox] = field(default_factory=dict)

    def due(self, names: Collection[str], now: float) -> list[str]:
        """Return which of these outboxes are to be looked into, in their order; one that is new is."""
        return [name for name in names if name not in self._outboxes or self._next(self._outboxes[name], now) <= now]

    def note(self, name: str, now: float, *, moved: bool) -> None:
        """Note that an outbox was looked into, and if events were there."""
        before = self._outboxes.get(name)
        if moved:
            self._outboxes[name] = _Outbox(now, now)
        elif before is None:
            self._outboxes[name] = _Outbox(now, float("-inf"))
        else:
            pause = min(before.pause * 2, IDLE)
            self._outboxes[name] = _Outbox(now, before.event, pause)

    def wait(self, now: float) -> float:
        """Return the seconds until the next outbox is due, SHORTEST at least."""
        nexts = [self._next(outbox, now) for outbox in self._outboxes.values()]
        return max(min(nexts, default=now) - now, SHORTEST)

    def _next(self, outbox: _Outbox, now: float) -> float:
        """Return when an outbox is to be looked into next."""
        longest = LONGEST if now - outbox.event < QUIET_AFTER else IDLE
        return outbox.looked + min(outbox.pause, longest)
