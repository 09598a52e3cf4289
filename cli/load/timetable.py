"""Weeks before a deadline within minutes: which contest time is which second of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
# seconds before the deadline at which each part of a run begins; the last ends at the deadline
WEEKS, DAYS, MINUTES, SECONDS = 63 * DAY, 48 * HOUR, 10 * MINUTE, MINUTE
BEGINS = (WEEKS, DAYS, MINUTES, SECONDS)
# of the weeks' seconds in the run, which part is over so long before the deadline: days on which little happens take less of
# them, so that the platform is about as busy all the time (a registration, the dearest visit, counts two and a half times)
_WEEKS_OVER = (
    *((WEEKS, 0.0), (49 * DAY, 0.11), (42 * DAY, 0.18), (35 * DAY, 0.26), (28 * DAY, 0.37), (21 * DAY, 0.51)),
    *((14 * DAY, 0.65), (10 * DAY, 0.75), (7 * DAY, 0.825), (5 * DAY, 0.885), (3 * DAY, 0.955), (DAYS, 1.0)),
)
NAMES = (
    ("报名数周", "the weeks"),
    ("最后48小时", "the last 48 hours"),
    ("最后10分钟", "the last 10 minutes"),
    ("最后60秒", "the last 60 seconds"),
)
# beside a mark of a plot
SHORT_NAMES = ("报名数周 weeks", "最后48小时 48 h", "最后10分钟 10 min", "最后60秒 60 s")


@dataclass(frozen=True)
class Timetable:
    """How many seconds of a run each part takes: the weeks, the last 48 hours, the last 10 minutes, the last 60 seconds."""

    lasts: tuple[float, float, float, float]

    @property
    def deadline(self) -> float:
        """Return the second of the run at which the deadline passes."""
        return sum(self.lasts)

    @property
    def starts(self) -> tuple[float, ...]:
        """Return the second of the run at which each part begins."""
        return tuple(sum(self.lasts[:place]) for place in range(len(self.lasts)))

    def second(self, before: float) -> float:
        """Return the second of the run for so many seconds before the deadline; negative ones are after it and real."""
        if before < 0:
            return self.deadline - before
        if before >= DAYS:
            return self.lasts[0] * _over(before)
        for (begins, ends), start, lasts in zip(pairwise((*BEGINS, 0.0)), self.starts, self.lasts, strict=True):
            if before >= ends:
                return start + lasts * (begins - min(before, begins)) / (begins - ends)
        return self.deadline

    def part(self, second: float) -> int:
        """Return the number of the part that runs at a second of the run; the last one also after the deadline."""
        return _last_reached(self.starts, second)


def _over(before: float) -> float:
    """Return which part of the weeks is over so many seconds before the deadline, 0 to 1."""
    for (begins, over), (ends, then) in pairwise(_WEEKS_OVER):
        if before >= ends:
            return over + (then - over) * (begins - min(before, begins)) / (begins - ends)
    return 1.0


def _last_reached(starts: Sequence[float], second: float) -> int:
    return max((place for place, start in enumerate(starts) if start <= second), default=0)
