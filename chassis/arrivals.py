"""Say how long a command may be on its way from the gateway to a service (rule C9)."""

from __future__ import annotations

from datetime import timedelta

from .actor import TOKEN_LIFE
from .edition.current import edition

# ample time for a call that begins when its ticket ends
CALL_TIME = timedelta(minutes=3)


def arrival_lag() -> timedelta:
    """Return after how long nothing that arrived at the gateway can still come to a service.

    It may come with an arrival ticket until the grace period is over, or without one as long as its token lives. What closes
    lists waits for it: before, something that arrived in time may be missing.
    """
    return max(edition().arrivals.grace, TOKEN_LIFE) + CALL_TIME
