"""What the answer at hand depends on, noted while it is made, so that a copy of it is known to be right.

While no copy is being made, nothing is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from chassis.kernel.clock import Instant


@dataclass(slots=True)
class Dependence:
    """The services that were asked; until when the words are right; if they say how much time is left; if a part is missing."""

    services: set[str] = field(default_factory=set)
    until: Instant | None = None
    follows_clock: bool = False
    lacks_a_part: bool = False


_current: ContextVar[Dependence | None] = ContextVar("dasai_answer_depends_on", default=None)


@contextmanager
def noting() -> Iterator[Dependence]:
    """Note what is asked and said inside."""
    noted = Dependence()
    token = _current.set(noted)
    try:
        yield noted
    finally:
        _current.reset(token)


def note_service(service: str) -> None:
    """Note that a service is asked."""
    noted = _current.get()
    if noted is not None:
        noted.services.add(service)


def note_end(until: Instant | None) -> None:
    """Note that what is said is true until this instant of contest time; None if no end is known."""
    noted = _current.get()
    if noted is not None and until is not None:
        noted.until = until if noted.until is None else min(noted.until, until)


def note_clock() -> None:
    """Note that the answer says what time it is, or how much is left."""
    noted = _current.get()
    if noted is not None:
        noted.follows_clock = True


def note_gap() -> None:
    """Note that a part of the answer is missing, because a service is away."""
    noted = _current.get()
    if noted is not None:
        noted.lacks_a_part = True
