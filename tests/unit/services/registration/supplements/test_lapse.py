"""When a request for supplementary material lapses that nobody answered (rules C9, C11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from chassis.actor import system
from chassis.arrivals import arrival_lag
from chassis.kernel.clock import Instant
from services.registration.supplements.commands import run_clock
from services.registration.teams import store
from services.registration.teams.model.supplements import Supplement, SupplementState
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

MS = timedelta(milliseconds=1)
DUE = a.WHILE_OPEN + timedelta(days=3)


class OneTeam:
    """A repository of one team."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def every(self, query: Mapping[str, Any]) -> list[Team]:
        """Return the team if its next request is due in the span that is asked for."""
        due, span = self._team.supplements.next_due, query["state.supplements.next_due"]
        return [self._team] if due is not None and span["$gte"] <= due < span["$lt"] else []

    def find(self, identifier: str) -> Team | None:
        """Return the team if this is its identifier."""
        return self._team if identifier == self._team.id else None

    def save(self, team: Team) -> None:
        """Keep the team."""
        self._team = team


def state_after(at: Instant, monkeypatch: pytest.MonkeyPatch) -> SupplementState:
    """Return the state of a request that nobody answered, once the timer has run at an instant."""
    team = a.complete_team()
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.ask_supplement(Supplement(number=1, submission_number=1, asked="请补充授权文件", due_at=DUE))
    monkeypatch.setattr(store, "teams", OneTeam(team))
    run_clock(system("registration"), at)
    return team.supplements.requests[0].state


def test_c9_c11_a_request_lapses_once_no_answer_that_arrived_in_time_can_still_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C9, C11: one with an arrival ticket may come until the grace period is over; no reviewer decides without it before."""
    assert state_after(DUE + timedelta(minutes=15), monkeypatch) is SupplementState.ASKED
    assert state_after(DUE + arrival_lag(), monkeypatch) is SupplementState.ASKED
    assert state_after(DUE + arrival_lag() + MS, monkeypatch) is SupplementState.LAPSED
