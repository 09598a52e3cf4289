"""How often one address may ask what anyone may ask without signing in."""

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
    """So many tries a minute for each name, all at once where it likes; in this process alone, and in bounded memory."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rate, self._clock = float(a_minute), a_minute / 60, clock
        # what is left, and when that was so
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> None:
        """One try; refuses TOO_MANY_TRIES, saying when the next may be."""
        now = self._clock()
        left, then = self._left.get(name, (self._most, now))
        left = min(self._most, left + (now - then) * self._rate)
        if left < 1:
            refuse(TOO_MANY_TRIES, seconds=math.ceil((1 - left) / self._rate))
        if len(self._left) >= _NAMES and name not in self._left:
            full = self._most / self._rate
            self._left = {kept: one for kept, one in self._left.items() if now - one[1] < full}
            if len(self._left) >= _NAMES:  # so many addresses at once: better anew than without end
                self._left.clear()
        self._left[name] = (left - 1, now)


@lru_cache(maxsize=1)
def lookups() -> Allowance:
    """Of look-ups of receipts, by DASAI_LOOKUPS_A_MINUTE."""
    return Allowance(GatewaySettings().lookups_a_minute)


async def looked_up(request: Request) -> None:
    """A route's dependency: a look-up counts for the address it comes from (rules C8, K1)."""
    lookups().take(request.client.host if request.client else "")
