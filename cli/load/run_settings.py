"""What every process of a run must know: the plan's wishes, the contest's divisions, who reviews, the deadline."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .plan import Wishes
from .timetable import Timetable

HANDLED_WITHIN = 600.0  # seconds in which events must be handled after the last visit
COMES_UP_WITHIN = 300.0  # seconds in which a stack on used data comes up
MOST_SITTINGS = 8
# how the name of a count ends that is of visits which an exception ended that no client expects
BROKE = " broke"


@dataclass(frozen=True)
class RunSettings:
    """`topics` are those of each open division by its code, `reviewers` passwords by login, `file_kib` a file's usual size.

    `begins` is the real time at which the run begins, seconds since 1970, 0 before that is known; `closes_ms` is the deadline in
    contest time, milliseconds; `after` is how many seconds clients may go on after it. `shares` processes share the visits.
    `clock_file` is the contest's clock, which is moved so that the deadline passes at its second; empty if it must not be.

    A run may take several sittings, with a pause after each but the last. This one is number `sitting`, begins at the second
    `starts_at` of the run and pauses at `pauses_at`, or goes on to the end if that is 0. Contest time is `reserve` seconds behind
    until the last sitting, so that it never goes back: each sitting needs some after its last second, and to come up.
    """

    host: str
    wishes: Wishes
    topics: Mapping[str, tuple[str, ...]]
    closes_ms: int
    reviewers: Mapping[str, str] = field(default_factory=dict, repr=False)
    file_kib: int = 32
    after: float = 60
    shares: int = 1
    clock_file: str = ""
    begins: float = 0
    sitting: int = 1
    starts_at: float = 0
    pauses_at: float = 0
    reserve: float = 0

    @property
    def ends_at(self) -> float:
        """Return the second of the run before which the visits of this sitting are due."""
        return self.pauses_at or math.inf

    @property
    def deadline(self) -> float:
        """Return the real time of the deadline, seconds since 1970."""
        return self.begins + self.wishes.timetable.deadline

    def contest_ms(self, at: float) -> int:
        """Return the contest time of a real time, milliseconds."""
        return self.closes_ms + round((at - self.deadline - self.reserve) * 1000)

    def paused_at(self, second: float) -> RunSettings:
        """Return the settings of the first sitting, which pauses at a second of the run."""
        return replace(self, pauses_at=second, reserve=(MOST_SITTINGS - 1) * self._between)

    def next_sitting(self, pauses_at: float) -> RunSettings:
        """Return the settings of the sitting after this one, which pauses at a second of the run, or not at all if that is 0."""
        reserve = (MOST_SITTINGS - 1 - self.sitting) * self._between if pauses_at else 0.0
        return replace(
            self, sitting=self.sitting + 1, starts_at=self.pauses_at, pauses_at=pauses_at, reserve=reserve, begins=0
        )

    @property
    def comes_up_at_ms(self) -> int:
        """Return the contest time to which the clock is set before the stack of this sitting comes up."""
        left = self.wishes.timetable.deadline - self.starts_at
        return self.closes_ms - round((left + self.reserve + COMES_UP_WITHIN) * 1000)

    @property
    def _between(self) -> float:
        """Return the contest seconds that must lie between two sittings: clients end, events are handled, the next comes up."""
        return self.after + HANDLED_WITHIN + COMES_UP_WITHIN

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> RunSettings:
        """Return the settings that `as_json` returned."""
        wishes = dict(values["wishes"])
        first, second, third, last = wishes.pop("timetable")["lasts"]
        timetable = Timetable((first, second, third, last))
        topics = {code: tuple(topics) for code, topics in values["topics"].items()}
        return cls(**{**values, "wishes": Wishes(**wishes, timetable=timetable), "topics": topics})
