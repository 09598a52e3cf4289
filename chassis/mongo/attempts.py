"""Repeating what may be repeated: a command or handler whose write met a newer version, or whose database went away."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pymongo.errors import AutoReconnect, NetworkTimeout, ServerSelectionTimeoutError

from ..kernel.refusal import refuse
from ..refusals import MOVED_ON, UNAVAILABLE
from .held import one_look

R = TypeVar("R")
# A team's document is written by a handful of people and handlers at once; this is ample.
STALE_ATTEMPTS = 40
LOST = (AutoReconnect, NetworkTimeout, ServerSelectionTimeoutError)


class StaleVersion(Exception):
    """The conditional write matched nothing: the aggregate moved on since it was read."""


class AlreadyApplied(Exception):
    """This event was applied to this aggregate before: nothing to do."""


class AlreadyAnswered(Exception):
    """A command was answered under this idempotency key before; carries the first answer, serialised."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer = answer


def attempt(action: Callable[[], R], *, until: float, repeatable: bool) -> R:
    """Run the action until it neither meets a newer version nor a lost database.

    `until` is a time.monotonic() instant. Repeating over a lost connection is safe only if the write carries its own
    mark (an idempotency key or an event id): say so with `repeatable`. Refuses CHANGED_MEANWHILE or UNAVAILABLE in the end.
    """
    stale = 0
    while True:
        try:
            with one_look():
                return action()
        except StaleVersion:
            stale += 1
            if stale >= STALE_ATTEMPTS or time.monotonic() >= until:
                refuse(MOVED_ON)
            time.sleep(random.uniform(0, min(0.002 * 2**stale, 0.1)))  # noqa: S311 - spreading, not secrecy
        except LOST:
            if not repeatable or time.monotonic() + 0.2 >= until:
                refuse(UNAVAILABLE)
            time.sleep(0.2)
