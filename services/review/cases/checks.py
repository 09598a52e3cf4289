"""Answer what rules ask of a team's case, or of all cases at once."""

from __future__ import annotations

from chassis.facts.persons import keys_of

from . import store
from .model.case import CaseState, project_key
from .model.submission import Submission


def has_passed(team_id: str) -> bool:
    """Return True if the newest submission of the team has passed its review (rules F1, F8)."""
    case = store.cases.peek(team_id)
    return case is not None and case.passed


def teams_with_same_person(submission: Submission) -> tuple[str, ...]:
    """Return the ids of other live teams that share a person with this one (rule B5)."""
    return _other_live_teams(submission, {"state.person_keys": {"$in": sorted(keys_of(submission.persons))}})


def teams_with_same_project(submission: Submission) -> tuple[str, ...]:
    """Return the ids of other live teams that submitted the same project (rule B7)."""
    return _other_live_teams(submission, {"state.project_key": project_key(submission.team)})


def _other_live_teams(submission: Submission, filters: dict[str, object]) -> tuple[str, ...]:
    live = [case for case in store.cases.every(filters) if case.state is not CaseState.WITHDRAWN]
    return tuple(sorted(case.id for case in live if case.id != submission.team.team_id))
