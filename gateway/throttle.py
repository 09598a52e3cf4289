"""A limit on look-ups that need no sign-in, by address."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache

from fastapi import Request

from chassis.kernel.refusal import refuse

from .auth.accounts import TOO_MANY_TRIES
from .settings import GatewaySettings

_NAMES = 20_000


class Allowance:
    """A number of tries a minute for each name, also all at once; it counts this process only, in bounded memory."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rate, self._clock = float(a_minute), a_minute / 60, clock
        # by name: the tries that are left, and the time at which they were counted
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> None:
        """Count a try; refuse TOO_MANY_TRIES, with the seconds until the next try, if none is left."""
        now = self._clock()
        left, then = self._left.get(name, (self._most, now))
        left = min(self._most, left + (now - then) * self._rate)
        if left < 1:
            refuse(TOO_MANY_TRIES, seconds=math.ceil((1 - left) / self._rate))
        if len(self._left) >= _NAMES and name not in self._left:
            full = self._most / self._rate
            self._left = {known: (tries, since) for known, (tries, since) in self._left.items() if now - since < full}
            if len(self._left) >= _NAMES:  # a flood of addresses: forget all rather than grow without end
                self._left.clear()
        self._left[name] = (left - 1, now)


@lru_cache(maxsize=1)
def lookups() -> Allowance:
    """Return the allowance for look-ups of receipts, as DASAI_LOOKUPS_A_MINUTE sets it."""
    return Allowance(GatewaySettings().lookups_a_minute)


async def count_look_up(request: Request) -> None:
    """Count a look-up for the address that it comes from; a dependency of routes (rules C8, K1)."""
    lookups().take(request.client.host if request.client else "")
