"""The list of finalists in its versions: proposed by the secretariat, confirmed when their notice has run (rules F3, F8)."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from chassis.facts.schemes import Channel
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Term, enumerated, refuse, refuse_unless

from ...recommendations.rules import F8_ORDER_DRAWN
from .. import rules
from ..events import Finalist, FinalistReviewChanged, FinalistsConfirmed, FinalistsProposed, FinalistStruck

# so many projects a refusal names, for there may be hundreds
NAMED = 20


class FinalistListState(enum.StrEnum):
    """Proposed while any version is on notice."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


class FinalistState(enum.StrEnum):
    """on_notice -> confirmed; struck from either."""

    ON_NOTICE = "on_notice"
    CONFIRMED = "confirmed"
    STRUCK = "struck"


@dataclass(frozen=True, kw_only=True)
class ListedFinalist:
    """A finalist, the version with which it entered the list, and what became of it.

    `under_review` is True while its review, opened again, is not passed: it may be scored and gets no award (rules B3, D1).
    """

    team: TeamFacts
    channel: Channel
    recommender_id: str
    version: int = 1
    state: FinalistState = FinalistState.ON_NOTICE
    struck_at: Instant | None = None
    struck_code: str = ""
    under_review: bool = False
    review_changes: int = 0

    @property
    def is_struck(self) -> bool:
        """Return True if it fell."""
        return self.state is FinalistState.STRUCK

    @property
    def facts(self) -> Finalist:
        """Return it as it travels."""
        return Finalist(team=self.team, channel=self.channel, recommender_id=self.recommender_id)


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """The obstacles that keep recommended projects from the list (rules B3, B8, E6, F5, F8).

    `unchecked` are projects that the national check has not compared as they are now, `open_hits` the pairs that nobody settled,
    `reopened` projects whose ranking was reopened, `drawn_tracks` the tracks whose order of the final is drawn,
    `tracks` what people call them. `has_passed`
    says of a team if its review is passed now: what became known after the recommendation opened it again, and a person
    decides anew.
    """

    unchecked: Collection[str] = ()
    open_hits: Collection[frozenset[str]] = ()
    reopened: Collection[str] = ()
    drawn_tracks: Collection[str] = ()
    tracks: Mapping[str, Term] = dataclasses.field(default_factory=dict)
    has_passed: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """The refusal that projects would meet on their way to the list, with its facts."""

    code: Code
    facts: Mapping[str, Any]


@dataclass(kw_only=True)
class FinalistList(Aggregate):
    """The finalists of an edition; there is one list an edition, and who falls stays on it, struck."""

    DECIDED: ClassVar[tuple[str, ...]] = ("finalists",)

    finalists: tuple[ListedFinalist, ...] = ()

    @property
    def newest_version(self) -> int:
        """Return the number of the newest version of the list; 0 if none was proposed."""
        return max((finalist.version for finalist in self.finalists), default=0)

    @property
    def state(self) -> FinalistListState:
        """Return if any version is on notice."""
        on_notice = any(finalist.state is FinalistState.ON_NOTICE for finalist in self.finalists)
        return FinalistListState.PROPOSED if on_notice else FinalistListState.CONFIRMED

    @property
    def standing(self) -> tuple[ListedFinalist, ...]:
        """Return those who did not fall."""
        return tuple(finalist for finalist in self.finalists if not finalist.is_struck)

    def find(self, team_id: str) -> ListedFinalist | None:
        """Return a team's line, struck or not; None if it never entered."""
        return next((finalist for finalist in self.finalists if finalist.team.team_id == team_id), None)

    def propose(self, recommended: tuple[Finalist, ...], obstacles: Obstacles, *, at: Instant) -> None:
        """Propose the next version: all recommended projects at first, later those that are new, such as substitutes.

        Each is checked alike (rules B3, B8, D1, E6, F5), and has a notice of its own (F8). None enters a track whose order
        of the final is drawn (G1), and none who fell comes back.
        """
        refuse_unless(bool(recommended), rules.F8_NO_FINALISTS)
        new = self._new(recommended)
        refuse_unless(bool(new), rules.F8_PROPOSED_BEFORE)
        entering = [finalist for finalist in new if finalist.team.track not in obstacles.drawn_tracks]
        drawn = sorted({finalist.team.track for finalist in new} & set(obstacles.drawn_tracks))
        terms = [obstacles.tracks.get(track, Term(track, track, track)) for track in drawn]
        refuse_unless(bool(entering), F8_ORDER_DRAWN, tracks=enumerated(terms))
        hindrance = self._hindrance(recommended, entering, obstacles)
        if hindrance is not None:
            refuse(hindrance.code, **hindrance.facts)
        self._add_version(entering, at)

    def admit(
        self, recommended: tuple[Finalist, ...], admitted: Collection[str], obstacles: Obstacles, *, at: Instant
    ) -> bool:
        """Propose a version with each new project that an upheld objection admits, after the same checks (rule F8).

        Return False if none is left that may enter now; who has to wait for a check or a decision enters later.
        """
        entering = [
            finalist
            for finalist in self._new(recommended)
            if finalist.team.team_id in admitted and finalist.team.track not in obstacles.drawn_tracks
            if self._hindrance(recommended, [finalist], obstacles) is None
        ]
        if entering:
            self._add_version(entering, at, admitted=True)
        return bool(entering)

    def _new(self, recommended: Collection[Finalist]) -> list[Finalist]:
        return [finalist for finalist in recommended if self.find(finalist.team.team_id) is None]

    def _hindrance(
        self, recommended: Collection[Finalist], entering: Collection[Finalist], obstacles: Obstacles
    ) -> Hindrance | None:
        """Return the first obstacle for these projects; None if they may enter the list now (rules B3, B8, D1, E6, F5)."""
        # a project that is listed already counts too: an entering one is compared with it as it is now
        unchecked = [finalist.team for finalist in recommended if finalist.team.team_id in obstacles.unchecked]
        if unchecked:
            return Hindrance(rules.F5_NOT_CHECKED, {"count": len(unchecked), "teams": _named(unchecked)})
        current = {finalist.team.team_id for finalist in recommended}
        current |= {finalist.team.team_id for finalist in self.standing}
        enter = {finalist.team.team_id for finalist in entering}
        open_hits = [pair for pair in obstacles.open_hits if pair & enter and pair <= current]
        if open_hits:
            return Hindrance(rules.F5_HITS_OPEN, {"count": len(open_hits)})
        undecided = [finalist.team for finalist in entering if not obstacles.has_passed(finalist.team.team_id)]
        if undecided:
            return Hindrance(rules.F8_NOT_PASSED, {"count": len(undecided), "teams": _named(undecided)})
        unranked = [finalist.team for finalist in entering if finalist.team.team_id in obstacles.reopened]
        if unranked:
            return Hindrance(rules.F8_RANKING_REOPENED, {"count": len(unranked), "teams": _named(unranked)})
        return None

    def _add_version(self, entering: Collection[Finalist], at: Instant, *, admitted: bool = False) -> None:
        version = self.newest_version + 1
        self.finalists = (*self.finalists, *(_listed(finalist, version) for finalist in entering))
        self.raise_event(
            FinalistsProposed(list_id=self.id, finalists=tuple(entering), version=version, admitted=admitted), at
        )

    def strike(self, team_id: str, code: str, *, at: Instant) -> bool:
        """Strike a finalist that fell, on notice or confirmed, before or after the awards (rules B3, F7, H4).

        Return True if it stood on the list.
        """
        finalist = self.find(team_id)
        if finalist is None or finalist.is_struck:
            return False
        self._replace(replace(finalist, state=FinalistState.STRUCK, struck_at=at, struck_code=code, under_review=False))
        self.raise_event(
            FinalistStruck(list_id=self.id, finalist=finalist.facts, version=finalist.version, code=code), at
        )
        return True

    def strike_unrecommended(self, recommender_id: str, current: Collection[str], *, at: Instant) -> bool:
        """Strike the finalists that their recommender no longer recommends; return True if there were any (rule F1)."""
        gone = [
            finalist.team.team_id
            for finalist in self.standing
            if finalist.recommender_id == recommender_id and finalist.team.team_id not in current
        ]
        for team_id in gone:
            self.strike(team_id, rules.F1_NOT_RECOMMENDED, at=at)
        return bool(gone)

    def strike_late(self, track: str, drawn: Collection[str], *, at: Instant) -> bool:
        """Strike the finalists of a track that the drawn order does not have; return True if there were any (rules F8, G1).

        A substitute still on notice when the order is drawn comes too late. One under review has its place until that is decided.
        """
        late = [
            finalist.team.team_id
            for finalist in self.standing
            if finalist.team.track == track and finalist.team.team_id not in drawn
            if finalist.state is FinalistState.ON_NOTICE or not finalist.under_review
        ]
        for team_id in late:
            self.strike(team_id, F8_ORDER_DRAWN.name, at=at)
        return bool(late)

    def record_review(self, team_id: str, *, under_review: bool, at: Instant) -> bool:
        """Keep if a finalist's review, opened again, is not passed yet; return True if that is new (rules B3, D1)."""
        finalist = self.find(team_id)
        if finalist is None or finalist.is_struck or finalist.under_review == under_review:
            return False
        changes = finalist.review_changes + 1
        self._replace(replace(finalist, under_review=under_review, review_changes=changes))
        self.raise_event(
            FinalistReviewChanged(list_id=self.id, team_id=team_id, under_review=under_review, sequence=changes), at
        )
        return True

    def confirm(self, version: int, upheld_team_ids: Collection[str], *, at: Instant) -> None:
        """Confirm a version after its notice; those against whom an objection was upheld are struck (rule F8).

        A finalist that is under review again enters the final too: it may be scored, and gets no award until it has passed.
        """
        notified = [finalist for finalist in self.finalists if finalist.version == version]
        waiting = [finalist for finalist in notified if finalist.state is FinalistState.ON_NOTICE]
        for finalist in waiting:
            if finalist.team.team_id in upheld_team_ids:
                self.strike(finalist.team.team_id, rules.F8_OBJECTION_UPHELD, at=at)
            else:
                self._replace(replace(finalist, state=FinalistState.CONFIRMED))
        confirmed = tuple(
            finalist.facts
            for finalist in self.finalists
            if finalist.version == version and finalist.state is FinalistState.CONFIRMED
        )
        if waiting:
            self.raise_event(FinalistsConfirmed(list_id=self.id, finalists=confirmed, version=version), at)

    def _replace(self, changed: ListedFinalist) -> None:
        self.finalists = tuple(
            changed if finalist.team.team_id == changed.team.team_id else finalist for finalist in self.finalists
        )


def _listed(finalist: Finalist, version: int) -> ListedFinalist:
    return ListedFinalist(
        team=finalist.team, channel=finalist.channel, recommender_id=finalist.recommender_id, version=version
    )


def _named(teams: list[TeamFacts]) -> Term:
    """Return the first of these teams by id, for people by their projects' names."""
    return enumerated(Term(team.team_id, team.project_name, team.project_name) for team in teams[:NAMED])
