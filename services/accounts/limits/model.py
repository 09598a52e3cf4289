"""Allowances that refill, and delays that grow with each try (rules C8, F8, H2, K1).

All instants are microseconds of real time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

SECOND = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """So much at once, and so much again, evenly, in so many seconds.

    Its state is a single instant: `full_at`, when all of it will be there again (the generic cell rate algorithm).
    """

    most: int
    seconds: float

    @property
    def interval(self) -> int:
        """Return the microseconds in which one comes back."""
        return max(1, round(self.seconds * SECOND / self.most))

    def latest(self, count: int, now: int) -> int:
        """Return the latest `full_at` at which so many are left."""
        return now + (self.most - count) * self.interval

    def left(self, full_at: int, now: int) -> int:
        """Return how many are left."""
        return max(0, min(self.most, (now + self.most * self.interval - full_at) // self.interval))

    def wait(self, full_at: int, now: int) -> float:
        """Return the seconds until one is left; 0 if one is."""
        return max(0, full_at - self.latest(1, now)) / SECOND


@dataclass(frozen=True, kw_only=True)
class Delays:
    """A rule of delays: `free` tries are not delayed, then it takes 1, 2, 4, ... seconds to the next, `longest` at most.

    One try is forgotten every `forgotten` seconds.
    """

    free: int
    longest: float
    forgotten: float

    @property
    def interval(self) -> int:
        """Return the microseconds in which a try is forgotten."""
        return max(1, round(self.forgotten * SECOND))

    def after(self, count: float) -> float:
        """Return the seconds that must pass after so many tries."""
        beyond = math.floor(count + 0.5) - self.free  # of the first ones a little is forgotten already
        # beyond 2 to the 40th power any `longest` is reached
        return 0.0 if beyond < 0 else min(self.longest, float(2 ** min(beyond, 40)))

    @property
    def most(self) -> int:
        """Return the number of tries after which the delay grows no more: what is beyond it is not remembered."""
        return self.free + max(0, math.ceil(math.log2(max(self.longest, 1)))) + 1

    def free_before(self, now: int) -> int:
        """Return the `forgotten_at` before which one more try is free."""
        return now + math.ceil((self.free - 1.5) * self.interval)


@dataclass(frozen=True, kw_only=True)
class Tries:
    """Tries under a key: when all of them will be forgotten, from which follows how many there are; when the next is open."""

    forgotten_at: int = 0
    open_at: int = 0

    def count(self, delays: Delays, now: int) -> float:
        """Return how many are not forgotten."""
        return max(0, self.forgotten_at - now) / delays.interval

    def wait(self, now: int) -> float:
        """Return the seconds until the next try is open; 0 if it is."""
        return max(0, self.open_at - now) / SECOND

    def with_another(self, delays: Delays, now: int) -> Tries:
        """Return the tries with one more, at this instant."""
        forgotten_at = min(max(self.forgotten_at, now) + delays.interval, now + delays.most * delays.interval)
        after = Tries(forgotten_at=max(forgotten_at, self.forgotten_at), open_at=self.open_at)
        delay = round(delays.after(after.count(delays, now)) * SECOND)
        # without a delay it stays: another server's instant of a moment ago is none to wait for
        return replace(after, open_at=max(self.open_at, now + delay)) if delay else after


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A try that was counted under a key; how it was before and since, if it delays the next one."""

    key: str
    delays: Delays
    before: Tries | None = None
    after: Tries | None = None

    @property
    def is_free(self) -> bool:
        """Return True if the next try does not wait for this one."""
        return self.after is None


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device that signed in, by its token; new if it never did before, and others had to the same account."""

    token: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class SignInTry:
    """A try to sign in that was counted. `is_known` says that the device has signed in to this login name before."""

    login: str
    source: str
    is_known: bool
    device_token: str
    # by itself, by its address, by its login name; a known device's by itself only
    own: Counted
    of_address: Counted | None = None
    of_login: Counted | None = None
