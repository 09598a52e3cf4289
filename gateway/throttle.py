"""Limits on what needs no sign-in, by address."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_network

from fastapi import Request

from chassis.kernel.refusal import Code, Kind, refuse

from .settings import gateway_settings

TOO_MANY_TRIES = Code(
    "TOO_MANY_TRIES",
    Kind.UNAVAILABLE,
    "尝试次数过多，请{seconds}秒后再试。",
    "Too many tries: try again in {seconds} seconds.",
)

_NAMES = 20_000
_HOUR = 3600.0


class Allowance:
    """A number of tries in a time for each name, also all at once; it counts this process only, in bounded memory."""

    def __init__(self, tries: int, clock: Callable[[], float] = time.monotonic, *, seconds: float = 60) -> None:
        self._most, self._rate, self._clock = float(tries), tries / seconds, clock
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
    """Return the allowance for look-ups of receipts and tracking codes, as DASAI_LOOKUPS_A_MINUTE sets it."""
    return Allowance(gateway_settings().lookups_a_minute)


@lru_cache(maxsize=1)
def reports() -> Allowance:
    """Return the allowance for reports, as DASAI_REPORTS_AN_HOUR sets it."""
    return Allowance(gateway_settings().reports_an_hour, seconds=_HOUR)


@lru_cache(maxsize=1)
def objections() -> Allowance:
    """Return the allowance for objections, as DASAI_OBJECTIONS_AN_HOUR sets it."""
    return Allowance(gateway_settings().objections_an_hour, seconds=_HOUR)


@lru_cache(maxsize=1)
def report_files() -> Allowance:
    """Return the allowance for files of evidence, as DASAI_REPORT_FILES_AN_HOUR sets it."""
    return Allowance(gateway_settings().report_files_an_hour, seconds=_HOUR)


async def count_report(request: Request) -> None:
    """Count a report for the address that it comes from; refuse TOO_MANY_TRIES (rule H2)."""
    reports().take(address_of(request))


async def count_objection(request: Request) -> None:
    """Count an objection for the address that it comes from; refuse TOO_MANY_TRIES (rule F8)."""
    objections().take(address_of(request))


async def count_report_file(request: Request) -> None:
    """Count a file of evidence for the address that it comes from; a dependency of routes (rule H2)."""
    report_files().take(address_of(request))


async def count_look_up(request: Request) -> None:
    """Count a look-up for the address that it comes from; a dependency of routes (rules C8, K1)."""
    lookups().take(address_of(request))


def address_of(request: Request) -> str:
    """Return the address that a request comes from; of IPv6 the network, since whoever has one address has all of it."""
    host = request.client.host if request.client else ""
    try:
        return str(ip_network(f"{host}/64", strict=False)) if ":" in host else host
    except ValueError:  # with a zone, on this very link
        return host
