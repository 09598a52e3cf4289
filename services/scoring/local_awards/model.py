"""Local awards of a division, within what its scheme provides (rules D1, E7, H4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from chassis.facts.schemes import LocalAward
from chassis.facts.teams import TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, names, refuse_unless

from ..rounds.model.standing import Standing
from . import rules
from .events import AwardStanding, GrantedAward, GrantedChanges, LocalAwardChanged, LocalAwardsGranted

_AWARD_STANDINGS = {
    Standing.ELIGIBLE: AwardStanding.VALID,
    Standing.SUSPENDED: AwardStanding.SUSPENDED,
    Standing.STRUCK: AwardStanding.LOST,
}


@dataclass(frozen=True, kw_only=True)
class LocalGrant:
    """A local award for a project."""

    category: str
    team_id: str


@dataclass(frozen=True, kw_only=True)
class PlacedTeam:
    """A project of a division, its standing, and if a ranking that counts holds it."""

    team: TeamFacts
    standing: Standing
    ranked: bool


@dataclass(kw_only=True)
class LocalAwards(Aggregate):
    """The awards of a division, by its code; the division publishes them itself by granting them."""

    grants: tuple[LocalGrant, ...] = ()
    # projects that lost theirs afterwards (rules D1, H4), and those whose case is open again
    lost: tuple[str, ...] = ()
    suspended: tuple[str, ...] = ()
    granted_at: Instant | None = None

    def grant(
        self,
        grants: tuple[LocalGrant, ...],
        offered: Collection[LocalAward],
        ranked: Mapping[str, Standing],
        *,
        projects: Mapping[str, Term] = MappingProxyType({}),
        at: Instant,
    ) -> None:
        """Grant these and no others: each new one of a category of the scheme, within its quota, to a project that is ranked.

        `ranked` are the projects of the rankings that count, `projects` what people call them. One whose
        case is open again gets no new award. An award that the project has by now, and did not lose, is not judged anew: its
        case or its ranking may be open again (rules D1, E6), and a newer scheme touches nothing that was decided (rule A5).
        """
        new = [grant for grant in grants if not self._has(grant)]
        quotas = {award.category: award.quota for award in offered}
        counts = Counter(grant.category for grant in grants)
        for category in dict.fromkeys(grant.category for grant in new):
            count = counts[category]
            refuse_unless(category in quotas, rules.E7_UNKNOWN_CATEGORY, offered=names(quotas or ["-"]))
            refuse_unless(
                count <= quotas[category],
                rules.E7_QUOTA_EXCEEDED,
                category=category,
                quota=quotas[category],
                count=count,
            )
        for grant, count in Counter(grants).items():
            project = projects.get(grant.team_id, grant.team_id)
            refuse_unless(count == 1, rules.E7_GRANTED_TWICE, team=project)
        for grant in new:
            project = projects.get(grant.team_id, grant.team_id)
            standing = ranked.get(grant.team_id, Standing.STRUCK)
            refuse_unless(standing is not Standing.STRUCK, rules.E7_NO_RANKING, team=project)
            refuse_unless(standing is not Standing.SUSPENDED, rules.E7_CASE_OPEN, team=project)
        left_out = [grant for grant in self.grants if grant not in grants and grant.team_id not in self.lost]
        changes = GrantedChanges(added=_event_awards(new), withdrawn=_event_awards(left_out))
        self.grants, self.granted_at = grants, at
        self.raise_event(LocalAwardsGranted(division_code=self.id, awards=_event_awards(grants), changes=changes), at)

    def require_awards(self, seen: Collection[LocalGrant]) -> None:
        """Refuse E7_AWARDS_MOVED_ON unless these are the awards that count or are suspended; lost ones are not compared."""
        known = {grant for grant in seen if grant.team_id not in self.lost}
        refuse_unless(self._kept == known, rules.E7_AWARDS_MOVED_ON)

    def record_standing(self, team_id: str, standing: Standing, *, at: Instant) -> bool:
        """Let the awards of a project count, suspend them or take them back, as it fares (rules D1, H4).

        Return True if its standing changed. What was granted stays on record: a project that passes anew has its awards again.
        """
        if standing is self._standing_of(team_id):
            return False
        self.lost = tuple(lost for lost in self.lost if lost != team_id)
        self.suspended = tuple(suspended for suspended in self.suspended if suspended != team_id)
        if standing is Standing.STRUCK:
            self.lost = (*self.lost, team_id)
        elif standing is Standing.SUSPENDED:
            self.suspended = (*self.suspended, team_id)
        categories = tuple(grant.category for grant in self.grants if grant.team_id == team_id)
        if categories:
            changed = LocalAwardChanged(
                division_code=self.id, team_id=team_id, categories=categories, standing=_AWARD_STANDINGS[standing]
            )
            self.raise_event(changed, at)
        return True

    def has_just(self, grants: Collection[LocalGrant]) -> bool:
        """Return True if these are all awards that count or are suspended."""
        return self._kept == set(grants)

    @property
    def _kept(self) -> set[LocalGrant]:
        return {grant for grant in self.grants if self._has(grant)}

    def _has(self, grant: LocalGrant) -> bool:
        """Return True if this award was granted and not lost, also while it is suspended."""
        return grant in self.grants and grant.team_id not in self.lost

    def _standing_of(self, team_id: str) -> Standing:
        if team_id in self.lost:
            return Standing.STRUCK
        return Standing.SUSPENDED if team_id in self.suspended else Standing.ELIGIBLE


def _event_awards(grants: Iterable[LocalGrant]) -> tuple[GrantedAward, ...]:
    """Return grants as events tell of them."""
    return tuple(GrantedAward(category=grant.category, team_id=grant.team_id) for grant in grants)
