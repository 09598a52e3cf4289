"""The finalist list (rule F8)."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from .. import rules
from ..events import Finalist, FinalistsConfirmed, FinalistsProposed


class FinalistListState(enum.StrEnum):
    """proposed -> confirmed."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"


@dataclass(kw_only=True)
class FinalistList(Aggregate):
    """The edition's finalists."""

    state: FinalistListState
    finalists: tuple[Finalist, ...]

    @classmethod
    def propose(
        cls,
        identifier: str,
        finalists: tuple[Finalist, ...],
        *,
        before: FinalistList | None,
        open_hits: int,
        passed: Callable[[str], bool],
        at: Instant,
    ) -> FinalistList:
        """The secretariat proposes the list, one an edition, once every hit is settled (rules F5, F8).

        `passed` says of a team whether its case stands as passed: a listing or relation that became known since opened it again,
        and it is promoted only after a human decided anew (rules B3, B8, D1).
        """
        refuse_unless(before is None, rules.F8_PROPOSED_BEFORE)
        refuse_unless(open_hits == 0, rules.F5_HITS_OPEN, count=open_hits)
        refuse_unless(bool(finalists), rules.F8_NO_FINALISTS)
        undecided = [one.team.team_id for one in finalists if not passed(one.team.team_id)]
        refuse_unless(not undecided, rules.F8_NOT_PASSED, teams="、".join(undecided))
        made = cls(id=identifier, state=FinalistListState.PROPOSED, finalists=finalists)
        made.raise_event(FinalistsProposed(list_id=identifier, finalists=finalists), at)
        return made

    def strike(self, team_id: str) -> None:
        """A team fell out while the list was on notice."""
        if self.state is FinalistListState.PROPOSED:
            self.finalists = tuple(one for one in self.finalists if one.team.team_id != team_id)

    def confirm(self, upheld: frozenset[str], *, at: Instant) -> None:
        """The notice ran its days; those against whom an objection was upheld are out (rule F8)."""
        if self.state is FinalistListState.CONFIRMED:
            return
        self.finalists = tuple(one for one in self.finalists if one.team.team_id not in upheld)
        self.state = FinalistListState.CONFIRMED
        self.raise_event(FinalistsConfirmed(list_id=self.id, finalists=self.finalists), at)
