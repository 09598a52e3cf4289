"""The list of finalists: proposed by the secretariat, confirmed when its notice has run (rules F3, F8)."""

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
    """The finalists of an edition; there is one list an edition."""

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
        has_passed: Callable[[str], bool],
        at: Instant,
    ) -> FinalistList:
        """Return the list of the edition, once each hit is settled and each team has passed its review (rules F5, F8).

        `has_passed` says of a team id if its review is passed now: a listing or relation that became known after the
        recommendation opened the case again, and the team is promoted only after a person decided anew (rules B3, B8, D1).
        """
        refuse_unless(before is None, rules.F8_PROPOSED_BEFORE)
        refuse_unless(open_hits == 0, rules.F5_HITS_OPEN, count=open_hits)
        refuse_unless(bool(finalists), rules.F8_NO_FINALISTS)
        undecided = [finalist.team.team_id for finalist in finalists if not has_passed(finalist.team.team_id)]
        refuse_unless(not undecided, rules.F8_NOT_PASSED, teams="、".join(undecided))
        proposed = cls(id=identifier, state=FinalistListState.PROPOSED, finalists=finalists)
        proposed.raise_event(FinalistsProposed(list_id=identifier, finalists=finalists), at)
        return proposed

    def strike(self, team_id: str) -> None:
        """Remove a team that lost its place while the list was on notice."""
        if self.state is FinalistListState.PROPOSED:
            self.finalists = tuple(finalist for finalist in self.finalists if finalist.team.team_id != team_id)

    def confirm(self, upheld_team_ids: frozenset[str], *, at: Instant) -> None:
        """Confirm the list after its notice, without the teams against whom an objection was upheld (rule F8)."""
        if self.state is FinalistListState.CONFIRMED:
            return
        self.finalists = tuple(finalist for finalist in self.finalists if finalist.team.team_id not in upheld_team_ids)
        self.state = FinalistListState.CONFIRMED
        self.raise_event(FinalistsConfirmed(list_id=self.id, finalists=self.finalists), at)
