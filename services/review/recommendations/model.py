"""A division's recommendation to the final, and the substitution of a lost place (rules F1, F2, F4, F6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant, days_end
from chassis.kernel.refusal import Code, RefusedTogether, Term, enumerated, refuse, refuse_unless

from . import rules
from .events import PlaceLost, RecommendationFiled, RecommendedProject, RecommenderNotified


@dataclass(frozen=True, kw_only=True)
class RankedProject:
    """A project of a frozen ranking, as scoring publishes it; `struck` if it is out of the ranking."""

    team: TeamFacts
    rank: int
    score: str
    struck: bool = False


def _project_term(team: TeamFacts) -> Term:
    return Term(team.team_id, team.project_name, team.project_name)


def require_recommendable(team_id: str, ranked: Mapping[str, RankedProject], *, passed: bool) -> RankedProject:
    """Return the ranked project; refuse one that no frozen ranking holds, is struck or did not pass review (rule F1)."""
    code = why_not_recommendable(team_id, ranked, passed=passed)
    if code is not None:
        refuse(code, team=_project_term(ranked[team_id].team) if team_id in ranked else team_id)
    return ranked[team_id]


def why_not_recommendable(team_id: str, ranked: Mapping[str, RankedProject], *, passed: bool) -> Code | None:
    """Return why a project can't be recommended; None if it can (rule F1)."""
    project = ranked.get(team_id)
    if project is None or project.struck:
        return rules.F1_NOT_RANKED
    return None if passed else rules.F1_NOT_PASSED


@dataclass(kw_only=True)
class RankingCopy(Aggregate):
    """The newest ranking of a division's round, identified by the round's id.

    `reopened` is the highest number of a ranking that was reopened: up to it no ranking counts (rule E6).
    """

    division_code: str
    track: str
    number: int = 0
    projects: tuple[RankedProject, ...] = ()
    reopened: int = 0

    def update(self, number: int, projects: tuple[RankedProject, ...]) -> None:
        """Keep the ranking of this number, unless a newer one is known."""
        if number > self.number:
            self.number, self.projects = number, projects

    def record_reopening(self, number: int) -> None:
        """Let the ranking of this number and those before it count no longer, also if they arrive later (rule E6)."""
        self.reopened = max(self.reopened, number)

    @property
    def is_standing(self) -> bool:
        """Return True if the newest ranking counts: it is frozen and was not reopened since."""
        return self.number > self.reopened

    @property
    def standing_projects(self) -> tuple[RankedProject, ...]:
        """Return the projects that may be recommended by it: none while it is reopened, and none that is struck."""
        return tuple(project for project in self.projects if not project.struck) if self.is_standing else ()


@dataclass(kw_only=True)
class FinalOrder(Aggregate):
    """The drawn order of a track of the final, identified by the track: from then on nobody enters it (rules F8, G1)."""

    number: int
    team_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LossNotice:
    """The secretariat's notice to a recommender that a place is lost; it may be filled until `until` (rule F6)."""

    text: str
    notified_by: str
    notified_at: Instant
    until: Instant


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A recommended project; `lost_at` is set once it lost its place.

    `admitted` if not its recommender but an upheld objection brought it to the final (rule F8).
    """

    team: TeamFacts
    rank: int
    score: str
    lost_at: Instant | None = None
    lost_code: str = ""
    substituted_by: str = ""
    notice: LossNotice | None = None
    admitted: bool = False

    def is_forfeited(self, at: Instant) -> bool:
        """Return True if the place was lost and not filled in the time of the notice (rule F6)."""
        return self.notice is not None and not self.substituted_by and at > self.notice.until


@dataclass(kw_only=True)
class Recommendation(Aggregate):
    """The projects that a division recommends, identified by the division's code; other contests are a channel too (rule F2)."""

    DECIDED: ClassVar[tuple[str, ...]] = ("entries", "report", "filed_at")

    channel: Channel = Channel.DIVISION
    entries: tuple[Entry, ...] = ()
    report: str = ""
    filed_at: Instant | None = None
    # the projects that are on the finalist list, or were
    listed: tuple[str, ...] = ()
    # those of them whose notice has opened: before that nobody is told that they are on it
    published: tuple[str, ...] = ()

    def require_filing(self, seen: Instant | None) -> None:
        """Refuse F1_FILED_MEANWHILE unless it was filed last at the instant that somebody saw, None if not yet."""
        refuse_unless(self.filed_at == seen, rules.F1_FILED_MEANWHILE)

    def file(
        self,
        ranked: tuple[RankedProject, ...],
        report: str,
        *,
        quota_per_track: int,
        until: Instant,
        at: Instant,
        tracks: Mapping[str, Term] = MappingProxyType({}),
        listed_in: str = "team_ids",
    ) -> None:
        """File the list with the division's report, or replace the list before the deadline (rules F1, F4).

        What is wrong with the list and with the report is refused together. `tracks` are the words of tracks by code, for a
        refusal, and `listed_in` is the request's field that has the list.

        What entered the finalist list stays, also before its notice: it leaves by losing its place (F6), not by being left
        out. What an upheld objection brought to the final stays too, for it is not the division's to take back (F8).
        """
        refuse_unless(at <= until, rules.F1_DEADLINE_PASSED, until=until)
        together = RefusedTogether()
        with together.at("report"):
            refuse_unless(bool(report.strip()), rules.F1_REPORT_MISSING)
        with together.at(listed_in):
            admitted = self._require_list(ranked, quota_per_track, tracks)
        together.refuse()
        self.entries = (*(_entry(project) for project in ranked), *admitted)
        self.report, self.filed_at = report, at
        self._raise_filed(at)

    def _require_list(
        self, ranked: tuple[RankedProject, ...], quota_per_track: int, tracks: Mapping[str, Term]
    ) -> list[Entry]:
        """Refuse a list that names a project twice, exceeds a quota or drops a finalist (rules F1, F4, F6).

        Return the entries that stay beside it: those that an upheld objection brought to the final (rule F8).
        """
        teams = {project.team.team_id: project.team for project in ranked}
        for team_id, count in Counter(project.team.team_id for project in ranked).items():
            refuse_unless(count == 1, rules.F4_RECOMMENDED_TWICE, team=_project_term(teams[team_id]))
        for track, count in Counter(project.team.track for project in ranked).items():
            within = count <= quota_per_track
            refuse_unless(
                within, rules.F1_QUOTA_EXCEEDED, track=tracks.get(track, track), quota=quota_per_track, count=count
            )
        filed = {project.team.team_id for project in ranked}
        admitted = [entry for entry in self.entries if entry.admitted and entry.team.team_id not in filed]
        kept = filed | {entry.team.team_id for entry in admitted}
        dropped = [entry.team for entry in self.current_entries if entry.team.team_id in {*self.listed} - kept]
        names = enumerated(map(_project_term, dropped))
        refuse_unless(not dropped, rules.F1_LISTED, teams=names)
        return admitted

    def record_listed(self, team_ids: Collection[str]) -> bool:
        """Keep which of its projects entered the finalist list; return True if any is new (rule F8)."""
        own = {entry.team.team_id for entry in self.entries}
        new = sorted(own & set(team_ids) - set(self.listed))
        self.listed = (*self.listed, *new)
        return bool(new)

    def record_published(self, team_ids: Collection[str]) -> bool:
        """Keep which projects are on a finalist list whose notice has opened; return True if any is new (rules F8, K1)."""
        own = {entry.team.team_id for entry in self.entries}
        new = sorted(own & set(team_ids) - set(self.published))
        self.published = (*self.published, *new)
        return bool(new)

    def lose(self, team_id: str, code: str, *, at: Instant) -> bool:
        """Take a project's place away and return True if it had one; its recommender is notified, then may fill it (rule F6)."""
        lost = [entry for entry in self.entries if entry.team.team_id == team_id and entry.lost_at is None]
        self.entries = tuple(
            replace(entry, lost_at=at, lost_code=code) if entry in lost else entry for entry in self.entries
        )
        for _ in lost:
            self.raise_event(PlaceLost(recommendation_id=self.id, team_id=team_id, code=code), at)
        return bool(lost)

    def admit(self, team: TeamFacts, *, at: Instant) -> bool:
        """Add a project that the finalist list left off, as an upheld objection says (rule F8); return True if that is new.

        It takes nobody's place, so the quota does not count it: whoever filled a place that it lost before stays too.
        """
        known = self._entry_of(team.team_id)
        if known is not None and known.lost_at is None:
            return False
        entry = known or Entry(team=team, rank=0, score="")
        admitted = replace(entry, team=team, lost_at=None, lost_code="", notice=None, admitted=True)
        self.entries = (*(entry for entry in self.entries if entry is not known), admitted)
        self._raise_filed(at)
        return True

    def notify(self, lost_team_id: str, text: str, *, days: int, by: str, at: Instant) -> None:
        """Record the secretariat's notice that a place is lost: whole days to fill it, Beijing time, run from here (rule F6)."""
        lost = self._entry_of(lost_team_id)
        # a place that an objection added is not the recommender's to fill (rule F8)
        if lost is None or lost.lost_at is None or lost.admitted:
            refuse(rules.F6_PLACE_NOT_LOST)
        refuse_unless(lost.notice is None, rules.F6_NOTIFIED_BEFORE)
        refuse_unless(bool(text.strip()), rules.F6_NOTICE_EMPTY)
        until = days_end(at, days)
        notified = replace(lost, notice=LossNotice(text=text, notified_by=by, notified_at=at, until=until))
        self.entries = tuple(notified if entry is lost else entry for entry in self.entries)
        self.raise_event(RecommenderNotified(recommendation_id=self.id, team_id=lost_team_id, until=until), at)

    def substitute(
        self,
        lost_team_id: str,
        project: RankedProject,
        *,
        drawn_tracks: Collection[str],
        tracks: Mapping[str, Term] = MappingProxyType({}),
        at: Instant,
    ) -> None:
        """Fill a lost place with another ranked project of its track, in the time of the secretariat's notice (rule F6).

        In none of `drawn_tracks`: there the order of the final is drawn (rules F8, G1). `tracks` are the words of tracks by code.
        """
        lost = self._entry_of(lost_team_id)
        if lost is None or lost.lost_at is None or lost.substituted_by:
            refuse(rules.F6_NOT_A_SUBSTITUTE)
        track = lost.team.track
        refuse_unless(track not in drawn_tracks, rules.F8_ORDER_DRAWN, tracks=tracks.get(track, track))
        if lost.notice is None:
            refuse(rules.F6_NOT_NOTIFIED)
        refuse_unless(at <= lost.notice.until, rules.F6_TOO_LATE, until=lost.notice.until)
        known = self._entry_of(project.team.team_id) is not None
        refuse_unless(not known and project.team.track == lost.team.track, rules.F6_NOT_A_SUBSTITUTE)
        filled = replace(lost, substituted_by=project.team.team_id)
        self.entries = (*(filled if entry is lost else entry for entry in self.entries), _entry(project))
        self._raise_filed(at)

    def _entry_of(self, team_id: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.team.team_id == team_id), None)

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
