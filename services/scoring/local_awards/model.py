"""Local awards of a division, within what its scheme provides (rule E7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from . import rules
from .facts import LocalAward


@dataclass(frozen=True, kw_only=True)
class LocalGrant:
    """A local award for a project."""

    category: str
    team_id: str


@dataclass(kw_only=True)
class LocalAwards(Aggregate):
    """By division code; the division publishes them itself by granting them."""

    grants: tuple[LocalGrant, ...] = ()
    # projects that lost theirs afterwards (rule H4)
    lost: tuple[str, ...] = ()
    granted_at: Instant | None = None

    def grant(
        self, grants: tuple[LocalGrant, ...], offered: Collection[LocalAward], ranked: Collection[str], *, at: Instant
    ) -> None:
        """Grant these and no others: each of a category of the scheme, within its quota, to a project that is ranked."""
        quotas = {one.category: one.quota for one in offered}
        for category, count in Counter(one.category for one in grants).items():
            refuse_unless(category in quotas, rules.E7_UNKNOWN_CATEGORY, category=category)
            refuse_unless(
                count <= quotas[category],
                rules.E7_QUOTA_EXCEEDED,
                category=category,
                quota=quotas[category],
                count=count,
            )
        for one, count in Counter(grants).items():
            refuse_unless(count == 1, rules.E7_GRANTED_TWICE, team=one.team_id)
            standing = one.team_id in ranked and one.team_id not in self.lost
            refuse_unless(standing, rules.E7_NO_RANKING, team=one.team_id)
        self.grants, self.granted_at = grants, at

    def lose(self, team_id: str) -> bool:
        """A project fell out: its local award is recovered (rule H4). False where that was known."""
        if team_id in self.lost:
            return False
        self.lost = (*self.lost, team_id)
        return True

    @property
    def standing(self) -> tuple[LocalGrant, ...]:
        """Those that were not lost."""
        return tuple(one for one in self.grants if one.team_id not in self.lost)
