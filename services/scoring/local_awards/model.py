"""Local awards of a division, within what its scheme provides (rule E7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from chassis.facts.schemes import LocalAward
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules


@dataclass(frozen=True, kw_only=True)
class LocalGrant:
    """A local award for a project."""

    category: str
    team_id: str


@dataclass(kw_only=True)
class LocalAwards(Aggregate):
    """The awards of a division, by its code; the division publishes them itself by granting them."""

    grants: tuple[LocalGrant, ...] = ()
    # projects that lost theirs afterwards (rule H4)
    lost: tuple[str, ...] = ()
    granted_at: Instant | None = None

    def grant(
        self, grants: tuple[LocalGrant, ...], offered: Collection[LocalAward], ranked: Collection[str], *, at: Instant
    ) -> None:
        """Grant these and no others: each of a category of the scheme, within its quota, to a project that is ranked."""
        quotas = {award.category: award.quota for award in offered}
        for category, count in Counter(grant.category for grant in grants).items():
            refuse_unless(category in quotas, rules.E7_UNKNOWN_CATEGORY, category=category)
            refuse_unless(
                count <= quotas[category],
                rules.E7_QUOTA_EXCEEDED,
                category=category,
                quota=quotas[category],
                count=count,
            )
        for grant, count in Counter(grants).items():
            refuse_unless(count == 1, rules.E7_GRANTED_TWICE, team=grant.team_id)
            eligible = grant.team_id in ranked and grant.team_id not in self.lost
            refuse_unless(eligible, rules.E7_NO_RANKING, team=grant.team_id)
        self.grants, self.granted_at = grants, at

    def lose(self, team_id: str) -> bool:
        """Take back the awards of a project that left the contest (rule H4); return True if that was not known before."""
        if team_id in self.lost:
            return False
        self.lost = (*self.lost, team_id)
        return True

    @property
    def valid(self) -> tuple[LocalGrant, ...]:
        """Return the grants that were not lost."""
        return tuple(grant for grant in self.grants if grant.team_id not in self.lost)
