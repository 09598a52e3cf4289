"""Records of what a service stores of an account (rule K4); `chassis.rpc.personal_data` serves them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .actor import Actor
from .kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class Record:
    """Something that is stored of an account: what it is, since when, and its values by name."""

    kind: str
    at: Instant | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something that must be done before an account may be closed: what is in the way, and what to do."""

    kind: str
    subject: str
    zh: str
    en: str


# returns what a subject stores of an account, always in the same order
Source = Callable[[Actor], Iterable[Record]]
# returns what a subject needs to have done before an account may be closed, as of an instant
Holds = Callable[[Actor, Instant], Iterable[Obstacle]]
