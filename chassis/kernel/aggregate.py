"""An aggregate: what changes together, under its rules, in one write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .clock import Instant

# marks a field of a value that the aggregate's document leaves out, because it is a document of its own or stored nowhere;
# such a field has a default, which a stored aggregate is read with
NOT_IN_STATE = {"in_state": False}


@dataclass(frozen=True, slots=True)
class Raised:
    """An event raised by an aggregate, and when it happened (contest time)."""

    event: Any
    at: Instant


@dataclass(kw_only=True)
class Aggregate:
    """Base of every aggregate.

    Subclasses are dataclasses of plain values. `version` is 0 until the first save and grows by one with each. Events are
    frozen dataclasses in the past tense; they leave in the same write as the state.

    `DECIDED` names the fields that hold decisions which the events do not repeat in full; whatever changes one of them raises an
    event. The event's envelope then has a digest of them, and altering them shows (rule D5).

    `list_places` are those in the lists of its kind when it was read; the store keeps them.
    """

    DECIDED: ClassVar[tuple[str, ...]] = ()

    id: str
    version: int = 0
    list_places: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    _raised: list[Raised] = field(default_factory=list, repr=False, compare=False)

    def raise_event(self, event: Any, at: Instant) -> None:
        """Note that this happened; it is published once the aggregate is saved."""
        self._raised.append(Raised(event, at))

    def take_events(self) -> list[Raised]:
        """Return what was raised since the last call, in order, and forget it."""
        raised, self._raised = self._raised, []
        return raised

    @property
    def raised(self) -> tuple[Raised, ...]:
        """Return what was raised and not yet saved, for tests and for the store."""
        return tuple(self._raised)
