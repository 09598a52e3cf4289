"""Who is served now, who waits a moment, and who is told at once to come back, by class (docs/adr/0038-admission.md)."""

from __future__ import annotations

import enum
import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .gradient import GradientLimit
from .priorities import SHARING, Priority

# the weight of the latest in the mean of how long places are held
_LATEST = 0.1
# over how many seconds is counted who was served and who was sent away
_RECENT = 10
# in how many seconds those who were sent away are asked to come back: at least, and at most
_SPREAD_LEAST, _SPREAD_MOST = 4.0, 30.0


@dataclass(frozen=True, slots=True)
class Rule:
    """What a class takes: a share of the limit that is its own, or a number of places; how many wait, and how long (seconds)."""

    share: float = 0.0
    places: int = 0
    waiting: int = 0
    patience: float = 0.0


RULES: Mapping[Priority, Rule] = {
    # as many as take turns at hashing in a gateway (gateway/throttle.py), and a few that only ask
    Priority.SIGN_IN: Rule(places=288, waiting=32, patience=0.5),
    Priority.STATUS: Rule(places=16, waiting=128, patience=0.8),
    Priority.SUBMITS: Rule(share=0.5, waiting=256, patience=0.4),
    Priority.EDITS: Rule(share=0.25, waiting=128, patience=0.3),
    Priority.READS: Rule(share=0.1, waiting=64, patience=0.3),
}


class State(enum.Enum):
    """What became of a request that asked for a place."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    SHED = "shed"
    DONE = "done"


@dataclass(eq=False, slots=True)
class Turn:
    """A request that has asked for a place. `on_admitted` is called when one becomes free for it."""

    priority: Priority
    asked_at: float
    state: State = State.WAITING
    admitted_at: float = 0.0
    on_admitted: Callable[[], None] = field(default=lambda: None)


class Limiter:
    """The places of a gateway. Sign-in and status have their own; the other classes share an adaptive limit.

    Of the limit each class has a share that is always its own, also while others fill the limit: a crowd of readers never stands
    in the way of a submission, nor does a rush of submissions starve readers. What is free besides goes to the most urgent that
    waits. By own shares the limit may be exceeded for as long as what was begun before takes.
    """

    def __init__(
        self, limit: GradientLimit, clock: Callable[[], float], rules: Mapping[Priority, Rule] = RULES
    ) -> None:
        self._limit, self._clock, self._rules = limit, clock, rules
        self.in_flight = dict.fromkeys(Priority, 0)
        self._waiting: dict[Priority, deque[Turn]] = {priority: deque() for priority in Priority}
        # how long places are held, the mean of the last: of those that share, and of each other class
        self._held: dict[Priority | None, float] = {}
        self._served, self._sent_away = _Recent(), _Recent()

    @property
    def limit(self) -> int:
        """Return how many requests of the sharing classes may be served at once."""
        return self._limit.limit

    def waiting(self, priority: Priority) -> int:
        """Return how many of a class wait."""
        return len(self._waiting[priority])

    def patience(self, priority: Priority) -> float:
        """Return how long a request of a class may wait, seconds."""
        return self._rules[priority].patience

    def arrive(self, priority: Priority) -> Turn:
        """Return the turn of a request: admitted, waiting, or shed at once since it could not be served in time."""
        turn = Turn(priority, self._clock())
        if not self._waiting[priority] and self._has_room(priority):
            self._admit(turn)
        elif len(self._waiting[priority]) < self._rules[priority].waiting and self._expected(priority) <= self.patience(
            priority
        ):
            self._waiting[priority].append(turn)
        else:
            self._shed(turn)
        return turn

    def give_up(self, turn: Turn) -> None:
        """Shed a request that has waited for too long; nothing changes if it has its place."""
        if turn.state is State.WAITING:
            self._waiting[turn.priority].remove(turn)
            self._shed(turn)

    def leave(self, turn: Turn, route: str = "", *, is_sample: bool = True) -> None:
        """Free the place of a request, and let who waits have it; how long it took counts for the limit if it is a sample."""
        if turn.state is not State.ADMITTED:
            return
        turn.state = State.DONE
        now, group = self._clock(), self._group(turn.priority)
        seconds = now - turn.admitted_at
        if is_sample and group is None:
            self._limit.sample(route, seconds, self._sharing)
        self.in_flight[turn.priority] -= 1
        held = self._held.get(group, seconds)
        self._held[group] = held + (seconds - held) * _LATEST
        self._served.count(now)
        self._serve()

    def spread(self) -> float:
        """Return in how many seconds those who were sent away lately could be served: so long their coming back is spread."""
        now = self._clock()
        expected = self._sent_away.total(now) * _RECENT / max(self._served.total(now), 1)
        return min(max(expected, _SPREAD_LEAST), _SPREAD_MOST)

    @property
    def _sharing(self) -> int:
        return sum(self.in_flight[priority] for priority in SHARING)

    def _group(self, priority: Priority) -> Priority | None:
        """Return None for the classes that share the limit, else the class itself."""
        return None if priority in SHARING else priority

    def _own(self, priority: Priority) -> int:
        return max(1, math.ceil(self._rules[priority].share * self.limit))

    def _has_room(self, priority: Priority) -> bool:
        rule = self._rules[priority]
        if self._group(priority) is not None:
            return self.in_flight[priority] < rule.places
        return self.in_flight[priority] < self._own(priority) or self._sharing < self.limit

    def _expected(self, priority: Priority) -> float:
        """Return how long a newcomer would wait, seconds, by how long places have been held; 0 if nothing is known yet."""
        group = self._group(priority)
        held, behind = self._held.get(group, 0.0), len(self._waiting[priority]) + 1
        if group is not None:
            return behind * held / max(self.in_flight[priority], 1)
        ahead = sum(len(self._waiting[other]) for other in SHARING[: SHARING.index(priority)])
        # the class's own places are for nobody else
        return min((ahead + behind) * held / max(self._sharing, 1), behind * held / self._own(priority))

    def _serve(self) -> None:
        for priority in Priority:
            while self._waiting[priority] and self._has_room(priority):
                self._admit(self._waiting[priority].popleft())

    def _admit(self, turn: Turn) -> None:
        turn.state, turn.admitted_at = State.ADMITTED, self._clock()
        self.in_flight[turn.priority] += 1
        turn.on_admitted()

    def _shed(self, turn: Turn) -> None:
        turn.state = State.SHED
        self._sent_away.count(self._clock())


class _Recent:
    """How many there were in the last seconds."""

    def __init__(self) -> None:
        self._buckets: deque[tuple[int, int]] = deque()

    def count(self, now: float) -> None:
        """Count another."""
        second = int(now)
        of_second = self._buckets.pop()[1] if self._buckets and self._buckets[-1][0] == second else 0
        self._buckets.append((second, of_second + 1))
        self._forget(second)

    def total(self, now: float) -> int:
        """Return how many there were."""
        self._forget(int(now))
        return sum(count for _, count in self._buckets)

    def _forget(self, second: int) -> None:
        while self._buckets and self._buckets[0][0] <= second - _RECENT:
            self._buckets.popleft()
