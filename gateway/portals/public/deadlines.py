"""The next deadlines of the contest: those of the edition, and of the divisions' published schemes (rules A4, A5, F1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.edition import Edition
from chassis.kernel.clock import Instant

_OF_SCHEMES = ("registration_opens", "registration_closes", "submission_closes")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline: the key of its words, its instant, and the divisions that have it; none if it is the contest's own."""

    text: str
    at: Instant
    divisions: tuple[str, ...] = ()


def next_deadlines(
    edition: Edition, divisions: Mapping[str, dict[str, Any]], now: Instant, most: int
) -> list[Deadline]:
    """Return the deadlines that come next, the nearest first; what several divisions have at the same instant is one.

    `divisions` are the summaries of divisions by their codes.
    """
    at: dict[tuple[Instant, str], list[str]] = defaultdict(list)
    timetable = edition.timetable
    at[timetable.applications_until.at, "applications"] = []
    at[timetable.contest_reports_until.at, "contest_reports"] = []
    at[timetable.division_reports_until.at, "division_reports"] = []
    for code, division in divisions.items():
        for field in _OF_SCHEMES:
            if division.get(field):
                at[datetime.fromisoformat(division[field].replace("Z", "+00:00")), field].append(code)
    coming = sorted((instant, name) for instant, name in at if instant >= now)
    return [Deadline(name, instant, tuple(at[instant, name])) for instant, name in coming[:most]]
