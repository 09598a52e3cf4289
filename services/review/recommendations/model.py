"""What a division puts forward to the final, and how a fallen place is filled again (rules F1, F6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from ..shared.facts import Channel, TeamFacts
from . import rules
from .events import RecommendationFiled, RecommendedProject


@dataclass(frozen=True, kw_only=True)
class RankedProject:
    """A line of a frozen ranking, as scoring tells it."""

    team: TeamFacts
    rank: int
    score: str
    struck: bool = False


def recommendable(team_id: str, ranked: Mapping[str, RankedProject], *, passed: bool) -> RankedProject:
    """The project's line: it is in a frozen ranking of the division, not struck, and passed its review (rule F1)."""
    line = ranked.get(team_id)
    if line is None or line.struck:
        refuse(rules.F1_NOT_RANKED, team=team_id)
    refuse_unless(passed, rules.F1_NOT_PASSED, team=team_id)
    return line


@dataclass(kw_only=True)
class RankingCopy(Aggregate):
    """A round's newest ranking, by round id."""

    division_code: str
    track: str
    number: int = 0
    projects: tuple[RankedProject, ...] = ()

    def learn(self, number: int, projects: tuple[RankedProject, ...]) -> None:
        """An older ranking never overwrites a newer."""
        if number > self.number:
            self.number, self.projects = number, projects


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A recommended project; `lost_at` once it fell out."""

    team: TeamFacts
    rank: int
    score: str
    lost_at: Instant | None = None
    lost_code: str = ""
    substituted_by: str = ""


@dataclass(kw_only=True)
class Recommendation(Aggregate):
    """By division code; the channel is open for other contests too (rule F2)."""

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
        """File the list, or file it again before the deadline (rule F1)."""
        refuse_unless(at <= until, rules.F1_DEADLINE_PASSED, until=until)
        refuse_unless(bool(report.strip()), rules.F1_REPORT_MISSING)
        counted = Counter(project.team.team_id for project in ranked)
        for team_id, count in counted.items():
            refuse_unless(count == 1, rules.F4_RECOMMENDED_TWICE, team=team_id)
        for track, count in Counter(project.team.track for project in ranked).items():
            within = count <= quota_per_track
            refuse_unless(within, rules.F1_QUOTA_EXCEEDED, track=track, quota=quota_per_track, count=count)
        self.entries = tuple(Entry(team=one.team, rank=one.rank, score=one.score) for one in ranked)
        self.report, self.filed_at = report, at
        self._tell(at)

    def lose(self, team_id: str, code: str, *, at: Instant) -> bool:
        """A project fell out; its recommender may substitute from now (rule F6). Whether it stood here."""
        hit = any(one.team.team_id == team_id and one.lost_at is None for one in self.entries)
        self.entries = tuple(
            replace(one, lost_at=at, lost_code=code) if one.team.team_id == team_id and one.lost_at is None else one
            for one in self.entries
        )
        return hit

    def substitute(self, lost_team_id: str, project: RankedProject, *, days: int, at: Instant) -> None:
        """Another ranked project of the same track takes the place, within the time (rule F6)."""
        lost = next((one for one in self.entries if one.team.team_id == lost_team_id), None)
        if lost is None or lost.lost_at is None or lost.substituted_by:
            refuse(rules.F6_NOT_A_SUBSTITUTE)
        until = lost.lost_at + timedelta(days=days)
        refuse_unless(at <= until, rules.F6_TOO_LATE, until=until)
        known = any(one.team.team_id == project.team.team_id for one in self.entries)
        refuse_unless(not known and project.team.track == lost.team.track, rules.F6_NOT_A_SUBSTITUTE)
        marked = tuple(
            replace(one, substituted_by=project.team.team_id) if one is lost else one for one in self.entries
        )
        self.entries = (*marked, Entry(team=project.team, rank=project.rank, score=project.score))
        self._tell(at)

    @property
    def standing(self) -> tuple[Entry, ...]:
        """What has not fallen out."""
        return tuple(one for one in self.entries if one.lost_at is None)

    def _tell(self, at: Instant) -> None:
        self.raise_event(
            RecommendationFiled(
                recommendation_id=self.id,
                channel=self.channel,
                recommender_id=self.id,
                projects=tuple(
                    RecommendedProject(team=one.team, rank=one.rank, score=one.score) for one in self.standing
                ),
            ),
            at,
        )
