"""The figures of a division: its teams by state, track, kind of organisation and hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class CountedTeam:
    """What is counted of a team; `submitted_at` is its first submission, None before that."""

    state: str
    track: str
    organisation_kind: str
    registered_at: Instant
    submitted_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class TeamCount:
    """How many teams there are: those that take part, those of them that submitted, and those that left."""

    taking_part: int = 0
    submitted: int = 0
    withdrawn: int = 0
    disqualified: int = 0

    def __add__(self, other: TeamCount) -> TeamCount:
        return TeamCount(
            taking_part=self.taking_part + other.taking_part,
            submitted=self.submitted + other.submitted,
            withdrawn=self.withdrawn + other.withdrawn,
            disqualified=self.disqualified + other.disqualified,
        )


NO_TEAMS = TeamCount()


@dataclass(frozen=True, kw_only=True)
class HourCount:
    """How many teams registered in an hour, and how many submitted for the first time."""

    registered: int = 0
    submitted: int = 0

    def __add__(self, other: HourCount) -> HourCount:
        return HourCount(registered=self.registered + other.registered, submitted=self.submitted + other.submitted)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of one division or of several together; `counted_at` is None while nothing was counted."""

    teams: TeamCount = NO_TEAMS
    tracks: Mapping[str, TeamCount] = field(default_factory=dict)
    organisation_kinds: Mapping[str, TeamCount] = field(default_factory=dict)
    hours: Mapping[Instant, HourCount] = field(default_factory=dict)
    counted_at: Instant | None = None


def counted(teams: Iterable[CountedTeam], at: Instant) -> Figures:
    """Return the figures of these teams."""
    total = NO_TEAMS
    tracks: dict[str, TeamCount] = {}
    kinds: dict[str, TeamCount] = {}
    registered: Counter[Instant] = Counter()
    submitted: Counter[Instant] = Counter()
    for team in teams:
        one = _count_of(team.state)
        total += one
        tracks[team.track] = tracks.get(team.track, NO_TEAMS) + one
        kinds[team.organisation_kind] = kinds.get(team.organisation_kind, NO_TEAMS) + one
        registered[_hour(team.registered_at)] += 1
        if team.submitted_at is not None:
            submitted[_hour(team.submitted_at)] += 1
    hours = {
        hour: HourCount(registered=registered[hour], submitted=submitted[hour])
        for hour in sorted(registered.keys() | submitted.keys())
    }
    return Figures(teams=total, tracks=tracks, organisation_kinds=kinds, hours=hours, counted_at=at)


def together(several: Iterable[Figures]) -> Figures:
    """Return the figures of several divisions together, as of the latest count among them."""
    each = tuple(several)
    hours: dict[Instant, HourCount] = {}
    for figures in each:
        for hour, count in figures.hours.items():
            hours[hour] = hours.get(hour, HourCount()) + count
    return Figures(
        teams=sum((figures.teams for figures in each), NO_TEAMS),
        tracks=_summed(figures.tracks for figures in each),
        organisation_kinds=_summed(figures.organisation_kinds for figures in each),
        hours=dict(sorted(hours.items())),
        counted_at=max((figures.counted_at for figures in each if figures.counted_at is not None), default=None),
    )


def _summed(groups: Iterable[Mapping[str, TeamCount]]) -> dict[str, TeamCount]:
    summed: dict[str, TeamCount] = {}
    for group in groups:
        for name, count in group.items():
            summed[name] = summed.get(name, NO_TEAMS) + count
    return summed


def _count_of(state: str) -> TeamCount:
    if state == "withdrawn":
        return TeamCount(withdrawn=1)
    if state == "disqualified":
        return TeamCount(disqualified=1)
    return TeamCount(taking_part=1, submitted=int(state == "submitted"))


def _hour(at: Instant) -> Instant:
    # Beijing is whole hours from UTC, so that an hour is the same in both
    return at.replace(minute=0, second=0, microsecond=0)
