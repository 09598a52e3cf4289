"""What other subjects ask of a team's case."""

from __future__ import annotations

from . import store


def passed(team_id: str) -> bool:
    """Whether the team's review stands as passed."""
    case = store.cases.peek(team_id)
    return case is not None and case.passed
