"""Settings of the delays of tries to sign in; and real time."""

from __future__ import annotations

import time

from chassis.settings import settings

from .model import SECOND, Delays

# one try is forgotten in so many seconds: by the same device or network for the same login name, from a network, for a login name
_OWN, _ADDRESS, _LOGIN = 600.0, 30.0, 30.0


def own_delays() -> Delays:
    """Return the delays of a known device, and of a network for one login name."""
    return Delays(free=settings().sign_in_tries, longest=settings().sign_in_longest_seconds, forgotten=_OWN)


def address_delays() -> Delays:
    """Return the delays of a network, for all login names together."""
    longest = settings().sign_in_address_longest_seconds
    return Delays(free=settings().sign_in_address_tries, longest=longest, forgotten=_ADDRESS)


def login_delays() -> Delays:
    """Return the delays of a login name, for all networks and devices that are not known."""
    longest = settings().sign_in_login_longest_seconds
    return Delays(free=settings().sign_in_login_tries, longest=longest, forgotten=_LOGIN)


def microseconds() -> int:
    """Return real time in microseconds."""
    return time.time_ns() // (1_000_000_000 // SECOND)
