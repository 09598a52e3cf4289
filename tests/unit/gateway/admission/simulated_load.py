"""A simulated service behind the limiter: so many calls a second, slower the more there are at once; time is its own."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.admission.gradient import GradientLimit
from gateway.admission.limiter import Limiter, State, Turn
from gateway.admission.priorities import Priority


@dataclass
class Outcome:
    """What became of those who arrived, by class: how many were admitted and shed, and how long the admitted took, seconds."""

    arrived: Counter[Priority] = field(default_factory=Counter)
    admitted: Counter[Priority] = field(default_factory=Counter)
    shed: Counter[Priority] = field(default_factory=Counter)
    seconds: dict[Priority, list[float]] = field(default_factory=lambda: defaultdict(list))

    def p99(self, *priorities: Priority) -> float:
        """Return the 99th percentile of how long the admitted of these classes took with their waiting, seconds."""
        taken = sorted(seconds for priority in priorities or self.seconds for seconds in self.seconds[priority])
        return taken[int(len(taken) * 0.99)]


class SimulatedLoad:
    """A service that does `capacity` calls a second with `processors` at once, each of `1 / capacity * processors` seconds alone.

    More at once share the processors, and slow each other down a little besides, as real ones do.
    """

    def __init__(
        self, capacity: float, *, processors: int = 4, first: int = 16, least: int = 4, most: int = 256
    ) -> None:
        self.now, self.capacity, self._processors = 0.0, capacity, processors
        limit = GradientLimit(first=first, least=least, most=most, goal=0.4, clock=lambda: self.now)
        self.limiter = Limiter(limit, lambda: self.now)
        self._random = random.Random(7)  # noqa: S311 - of a simulation
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self.outcome = Outcome()

    def run(self, seconds: float, rates: Mapping[Priority, float]) -> Outcome:
        """Let so many of each class arrive a second, at random, for so long; return what became of them."""
        self.outcome, until = Outcome(), self.now + seconds
        for priority, rate in rates.items():
            self._next_of(priority, rate, until)
        while self._events and self._events[0][0] <= until:
            self.now, _, happen = heapq.heappop(self._events)
            happen()
        self.now = until
        return self.outcome

    def _at(self, seconds: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._numbers), happen))

    def _next_of(self, priority: Priority, rate: float, until: float) -> None:
        gap = self._random.expovariate(rate)
        if self.now + gap <= until:
            self._at(gap, lambda: self._arrive(priority, rate, until))

    def _arrive(self, priority: Priority, rate: float, until: float) -> None:
        self._next_of(priority, rate, until)
        outcome = self.outcome
        outcome.arrived[priority] += 1
        turn = self.limiter.arrive(priority)
        if turn.state is State.ADMITTED:
            self._serve(turn, outcome)
        elif turn.state is State.WAITING:
            turn.on_admitted = lambda: self._serve(turn, outcome)
            self._at(self.limiter.patience(priority), lambda: self._give_up(turn, outcome))
        else:
            outcome.shed[priority] += 1

    def _give_up(self, turn: Turn, outcome: Outcome) -> None:
        self.limiter.give_up(turn)
        if turn.state is State.SHED:
            outcome.shed[turn.priority] += 1

    def _serve(self, turn: Turn, outcome: Outcome) -> None:
        outcome.admitted[turn.priority] += 1
        at_once = sum(self.limiter.in_flight.values())
        alone = self._processors / self.capacity
        slower = max(1.0, at_once / self._processors) * (1 + at_once / 500)
        self._at(alone * slower * self._random.uniform(0.6, 1.4), lambda: self._leave(turn, outcome))

    def _leave(self, turn: Turn, outcome: Outcome) -> None:
        outcome.seconds[turn.priority].append(self.now - turn.asked_at)
        self.limiter.leave(turn, turn.priority.value)
