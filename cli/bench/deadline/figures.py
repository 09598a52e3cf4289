"""The arithmetic of `./dasai bench deadline`, and its figures with their targets. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cli.bench.figures import percentile
from cli.load.figures import Request, group_of
from cli.load.ledger import BUSY, LATE, Attempt, End

SUBMIT = group_of("POST /api/v1/teams/{team_id}/submissions")
# a rate that rises by less is taken for noise
_RISES_BY = 1.05
# of a level's seconds, the first part, in which caches and connections become warm
WARM = 0.25
# a process is flat if its memory grows by no more than a part of it, or so many MiB, from the middle of a soak to its end
FLAT_PART, FLAT_MIB = 0.05, 4.0
# from when a client sends a request until its head must have been stamped, at most: both may be busy
STAMPED_WITHIN_MS = 1000
# the part of a soak at its start, middle and end of which the median is taken
_AROUND = 0.1


@dataclass(frozen=True)
class Target:
    """A limit: the figure must be at least, at most, or below it."""

    how: str
    limit: float

    def is_met(self, value: float) -> bool:
        """Return True if a figure is as it should be."""
        return {"≥": value >= self.limit, "≤": value <= self.limit, "<": value < self.limit}[self.how]

    def __str__(self) -> str:
        return f"{self.how} {self.limit:g}"


ZERO = Target("≤", 0)


@dataclass(frozen=True)
class Figure:
    """A figure of a part of the run, in both languages, with its unit and, if it has one, its target.

    `decides` says that the run fails if the target is missed; `words` explain it.
    """

    part: str
    key: str
    zh: str
    en: str
    value: float
    unit: str = ""
    target: Target | None = None
    decides: bool = False
    words: str = ""

    @property
    def is_met(self) -> bool:
        """Return True unless it misses a target."""
        return self.target is None or self.target.is_met(self.value)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it; what is beyond every number is null."""
        return {
            "part": self.part,
            "key": self.key,
            "zh": self.zh,
            "en": self.en,
            "value": round(self.value, 3) if math.isfinite(self.value) else None,
            "unit": self.unit,
            "target": str(self.target) if self.target else None,
            "met": self.is_met if self.target else None,
            "decides": self.decides,
            "words": self.words,
        }


@dataclass(frozen=True)
class Level:
    """A level of the search for the peak: clients at once, and acknowledged submissions a second."""

    clients: int
    rate: float


def is_at_peak(levels: Sequence[Level]) -> bool:
    """Return True if neither of the last two levels brought a higher rate than all before: more clients bring no more."""
    if len(levels) < 3:
        return False
    best = max(level.rate for level in levels[:-2])
    return all(level.rate < best * _RISES_BY for level in levels[-2:])


def peak_of(levels: Iterable[Level]) -> Level:
    """Return the level with the highest rate."""
    return max(levels, key=lambda level: level.rate)


def acknowledged_rate(attempts: Iterable[Attempt], begins: float, seconds: float) -> float:
    """Return how many were acknowledged a second of a span of time."""
    ended = (attempt.ended for attempt in attempts if attempt.end is End.ACKNOWLEDGED)
    return sum(begins <= at < begins + seconds for at in ended) / seconds


def submits(requests: Iterable[Request]) -> list[Request]:
    """Return the requests that submit."""
    return [request for request in requests if group_of(request[1]) == SUBMIT]


def admitted_ms(requests: Iterable[Request], part: float = 0.99) -> float:
    """Return a percentile of the milliseconds of the requests that were done, infinite if none was."""
    taken = [request[3] for request in requests if 200 <= request[2] < 300]
    return percentile(taken, part) if taken else math.inf


def statuses(requests: Iterable[Request]) -> Counter[str]:
    """Return how many requests had which status; `0` had no answer."""
    return Counter(str(request[2]) for request in requests)


def unexpected(requests: Iterable[Request]) -> int:
    """Return how many answers are neither 2xx nor a busy platform's."""
    return sum(not 200 <= request[2] < 300 and request[2] not in BUSY for request in requests)


def normal_after(requests: Iterable[Request], since: float, until: float, limit_ms: float) -> float:
    """Return after how many seconds each request was done within the limit, and stayed so; infinite if that never was.

    Judged by the requests that were sent in the span; one that was not done counts at the second in which it was sent.
    """
    sent = sorted(request[:4] for request in requests if since <= request[0] < until)
    wrong = [at for at, _, status, took in sent if not 200 <= status < 300 or took > limit_ms]
    if not sent or (wrong and wrong[-1] == sent[-1][0]):
        return math.inf
    if not wrong:
        return 0.0
    return next(at for at, *_ in sent if at > wrong[-1]) - since


def is_unproven(attempt: Attempt, ends: float, closes_ms: int) -> bool:
    """Return True if an attempt that began before the deadline was refused as late, and nothing proves it arrived in time."""
    is_proven = 0 < attempt.arrived_ms <= closes_ms
    return attempt.code == LATE and attempt.began <= ends and not is_proven


def is_stamped(attempt: Attempt, closes_ms: int) -> bool:
    """Return True if an attempt was refused as late whose head a gateway, if it lived, must have stamped in time."""
    sent_ms = attempt.facts.get("sent_ms", 0)
    return attempt.code == LATE and 0 < sent_ms <= closes_ms - STAMPED_WITHIN_MS


def drained_after(attempts: Iterable[Attempt], ends: float) -> float:
    """Return how many seconds after nobody new came the last submission was acknowledged."""
    return max((attempt.ended - ends for attempt in attempts if attempt.end is End.ACKNOWLEDGED), default=0.0)


@dataclass(frozen=True)
class Memory:
    """The memory of a process at start, middle and end of a soak, MiB."""

    process: str
    start: float
    middle: float
    end: float

    @property
    def is_flat(self) -> bool:
        """Return True if it did not grow in the second half; in the first caches fill."""
        return self.end - self.middle <= self.allowed

    @property
    def allowed(self) -> float:
        """Return by how much it may grow in the second half, MiB."""
        return round(max(self.middle * FLAT_PART, FLAT_MIB), 1)


def memory_of(process: str, points: Sequence[tuple[float, float]]) -> Memory:
    """Return the medians around start, middle and end of a series of times and MiB."""
    first, last = points[0][0], points[-1][0]
    around = (last - first) * _AROUND

    def median(centre: float) -> float:
        near = [size for at, size in points if abs(at - centre) <= around]
        return percentile(near or [size for _, size in points], 0.5)

    return Memory(process, median(first), median((first + last) / 2), median(last))
