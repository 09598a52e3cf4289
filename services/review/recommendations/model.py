"""What a division recommends to the final, and how a lost place is filled again (rules F1, F2, F4, F6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from . import rules
from .events import RecommendationFiled, RecommendedProject


@dataclass(frozen=True, kw_only=True)
class RankedProject:
    """A project of a frozen ranking, as scoring publishes it; `struck` if it is out of the ranking."""

    team: TeamFacts
    rank: int
    score: str
    struck: bool = False


def require_recommendable(team_id: str, ranked: Mapping[str, RankedProject], *, passed: bool) -> RankedProject:
    """Return the ranked project; refuse one that no frozen ranking holds, is struck or did not pass review (rule F1)."""
    project = ranked.get(team_id)
    if project is None or project.struck:
        refuse(rules.F1_NOT_RANKED, team=team_id)
    refuse_unless(passed, rules.F1_NOT_PASSED, team=team_id)
    return project


@dataclass(kw_only=True)
class RankingCopy(Aggregate):
    """The newest ranking of a division's round, identified by the round's id."""

    division_code: str
    track: str
    number: int = 0
    projects: tuple[RankedProject, ...] = ()

    def update(self, number: int, projects: tuple[RankedProject, ...]) -> None:
        """Keep the ranking of this number, unless a newer one is known."""
        if number > self.number:
            self.number, self.projects = number, projects


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A recommended project; `lost_at` is set once it lost its place."""

    team: TeamFacts
    rank: int
    score: str
    lost_at: Instant | None = None
    lost_code: str = ""
    substituted_by: str = ""


@dataclass(kw_only=True)
class Recommendation(Aggregate):
    """The projects that a division recommends, identified by the division's code; other contests are a channel too (rule F2)."""

    channel: Channel = Channel.DIVISION
    entries: tuple[Entry, ...] = ()
    report: str = ""
    filed_at: Instant | None = None

    def file(
        self,
        ranked: tuple[RankedProject, ...],
        report: str,
        *,
        quota_per_track: int,
        until: Instant,
        at: Instant,
    ) -> None:
        """File the list with the division's report, or replace the list before the deadline (rules F1, F4)."""
        refuse_unless(at <= until, rules.F1_DEADLINE_PASSED, until=until)
        refuse_unless(bool(report.strip()), rules.F1_REPORT_MISSING)
        for team_id, count in Counter(project.team.team_id for project in ranked).items():
            refuse_unless(count == 1, rules.F4_RECOMMENDED_TWICE, team=team_id)
        for track, count in Counter(project.team.track for project in ranked).items():
            within = count <= quota_per_track
            refuse_unless(within, rules.F1_QUOTA_EXCEEDED, track=track, quota=quota_per_track, count=count)
        self.entries = tuple(_entry(project) for project in ranked)
        self.report, self.filed_at = report, at
        self._raise_filed(at)

    def lose(self, team_id: str, code: str, *, at: Instant) -> bool:
        """Take a project's place away, for its recommender to fill from now, and return True if it had one (rule F6)."""
        lost = [entry for entry in self.entries if entry.team.team_id == team_id and entry.lost_at is None]
        self.entries = tuple(
            replace(entry, lost_at=at, lost_code=code) if entry in lost else entry for entry in self.entries
        )
        return bool(lost)

    def substitute(self, lost_team_id: str, project: RankedProject, *, days: int, at: Instant) -> None:
        """Fill a lost place with another ranked project of its track, within so many days (rule F6)."""
        lost = next((entry for entry in self.entries if entry.team.team_id == lost_team_id), None)
        if lost is None or lost.lost_at is None or lost.substituted_by:
            refuse(rules.F6_NOT_A_SUBSTITUTE)
        until = lost.lost_at + timedelta(days=days)
        refuse_unless(at <= until, rules.F6_TOO_LATE, until=until)
        known = any(entry.team.team_id == project.team.team_id for entry in self.entries)
        refuse_unless(not known and project.team.track == lost.team.track, rules.F6_NOT_A_SUBSTITUTE)
        filled = replace(lost, substituted_by=project.team.team_id)
        self.entries = (*(filled if entry is lost else entry for entry in self.entries), _entry(project))
        self._raise_filed(at)

    @property
    def current_entries(self) -> tuple[Entry, ...]:
        """Return the entries that have not lost their place."""
        return tuple(entry for entry in self.entries if entry.lost_at is None)

    def _raise_filed(self, at: Instant) -> None:
        self.raise_event(
            RecommendationFiled(
                recommendation_id=self.id,
                channel=self.channel,
                recommender_id=self.id,
                projects=tuple(
                    RecommendedProject(team=entry.team, rank=entry.rank, score=entry.score)
                    for entry in self.current_entries
                ),
            ),
            at,
        )


def _entry(project: RankedProject) -> Entry:
    return Entry(team=project.team, rank=project.rank, score=project.score)
