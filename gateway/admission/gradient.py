"""How many requests the gateway serves at once: a limit that follows the latency that it measures (docs/adr/0038-admission.md).

After the gradient of Netflix's concurrency-limits (Gradient2Limit, https://github.com/Netflix/concurrency-limits), changed in
three points: latencies are compared route by route, for a list takes longer than a save and their mix changes at a deadline; the
latency of a quiet hour is learnt fast downwards and hardly upwards while the limit is reached, so that a long overload does not
pass for normal; and beyond a stated latency the limit falls whatever was learnt.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

# a window ends after so many seconds, if there are so many samples, and in any case after the longest
_WINDOW, _LONGEST_WINDOW, _ENOUGH = 0.25, 1.0, 10
# how much slower than when all is quiet requests may be before the limit falls
_TOLERANCE = 2.0
# of a new estimate, the part that counts at once
_SMOOTHING = 0.2
# the time in which what was learnt of a route follows, seconds: faster ones, slower ones, slower ones while the limit is reached
_FASTER, _SLOWER, _SLOWER_WHEN_FULL = 5.0, 60.0, 1800.0
_MOST_ROUTES = 2_000


@dataclass(slots=True)
class _Window:
    """What was measured since the last estimate: of each route how many and their seconds, and how many were served at once."""

    began_at: float
    counts: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    most_in_flight: int = 0

    @property
    def samples(self) -> int:
        """Return how many requests were measured."""
        return sum(self.counts.values())


class GradientLimit:
    """A number of requests at once between `least` and `most`, which rises while latencies stay low and falls as they rise.

    `goal` is the mean latency, in seconds, beyond which it falls whatever the routes took before.
    """

    def __init__(self, *, first: int, least: int, most: int, goal: float, clock: Callable[[], float]) -> None:
        self._least, self._most, self._goal, self._clock = least, most, goal, clock
        self._estimate = float(min(max(first, least), most))
        self._usual: dict[str, float] = {}
        self._window = _Window(clock())

    @property
    def limit(self) -> int:
        """Return how many requests may be served at once."""
        return int(self._estimate)

    def sample(self, route: str, seconds: float, in_flight: int) -> None:
        """Take in how long a request took, and how many were served at once when it ended."""
        window, now = self._window, self._clock()
        window.counts[route] = window.counts.get(route, 0) + 1
        window.seconds[route] = window.seconds.get(route, 0.0) + seconds
        window.most_in_flight = max(window.most_in_flight, in_flight)
        length = now - window.began_at
        if length >= _LONGEST_WINDOW or (length >= _WINDOW and window.samples >= _ENOUGH):
            self._estimate_anew(window, min(length, _LONGEST_WINDOW))
            self._window = _Window(now)

    def _estimate_anew(self, window: _Window, length: float) -> None:
        is_full = window.most_in_flight >= self.limit
        usual = sum(count * self._usual_of(route, window) for route, count in window.counts.items())
        taken = sum(window.seconds.values())
        self._learn(window, length, is_full=is_full)
        if window.most_in_flight < self._estimate / 2:
            return  # so few at once say nothing of more
        gradient = min(1.0, _TOLERANCE * usual / taken, self._goal * window.samples / taken) if taken else 1.0
        room = max(2.0, math.sqrt(self._estimate))
        estimate = self._estimate * max(0.5, gradient) + room * (gradient >= 1.0)
        smoothed = self._estimate * (1 - _SMOOTHING) + estimate * _SMOOTHING
        self._estimate = min(max(smoothed, float(self._least)), float(self._most))

    def _usual_of(self, route: str, window: _Window) -> float:
        """Return how long a route takes when all is quiet; of a new one what it took now."""
        return self._usual.get(route) or window.seconds[route] / window.counts[route]

    def _learn(self, window: _Window, length: float, *, is_full: bool) -> None:
        for route, count in window.counts.items():
            now = window.seconds[route] / count
            usual = self._usual.get(route)
            if usual is None:
                if len(self._usual) >= _MOST_ROUTES:
                    self._usual.clear()
                self._usual[route] = now
                continue
            pace = _FASTER if now < usual else _SLOWER_WHEN_FULL if is_full else _SLOWER
            self._usual[route] = usual + (now - usual) * (1 - math.exp(-length / pace))
