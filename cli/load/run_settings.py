"""What every process of a run must know: the plan's wishes, the contest's divisions, who reviews, the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .plan import Wishes
from .timetable import Timetable


@dataclass(frozen=True)
class RunSettings:
    """`topics` are those of each open division by its code, `reviewers` passwords by login, `file_kib` a file's usual size.

    `begins` is the real time at which the run begins, seconds since 1970, 0 before that is known; `closes_ms` is the deadline in
    contest time, milliseconds; `after` is how many seconds clients may go on after it. `shares` processes share the visits.
    `clock_file` is the contest's clock, which is moved so that the deadline passes at its second; empty if it must not be.
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

    @property
    def deadline(self) -> float:
        """Return the real time of the deadline, seconds since 1970."""
        return self.begins + self.wishes.timetable.deadline

    def contest_ms(self, at: float) -> int:
        """Return the contest time of a real time, milliseconds."""
        return self.closes_ms + round((at - self.deadline) * 1000)

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
