"""Answer what rules ask of a team's case or of all cases at once, and who may act in a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chassis.actor import Actor
from chassis.facts.persons import keys_of
from chassis.facts.teams import TeamFacts
from chassis.permissions import Audience, Form, Operation, Target
from chassis.permissions import review as permissions
from chassis.staff import organisation_of

from ..desks import store as desks_store
from ..desks.model import Desk
from . import store
from .model.case import Case, CaseState, project_key
from .model.findings import OtherTeam
from .model.submission import Submission


def target(case: Case) -> Target:
    """Return what permissions depend on in a case: its division, its team's accounts and its reviewer (rule K1).

    Its division is unknown while no submission has told it.
    """
    team_accounts = case.team.account_ids if case.team is not None else ()
    return Target(division=case.division_code, team_accounts=team_accounts, assignee=case.reviewer_id)


def require_decider(case: Case, actor: Actor) -> None:
    """Refuse anyone but the reviewer without a conflict, the host of a team not its own, or the secretariat if need be (D2, D3).

    The secretariat decides where no reviewer of the division may.
    """
    desk = _desk(case)
    form = None if desk.eligible(case.conflicts) else Form.WITHOUT_REVIEWER
    allowance = permissions.DECIDE_CASE.require(actor, replace(target(case), form=form))
    if actor.account_id == case.reviewer_id:
        desk.require_eligible(actor.account_id, case.conflicts)
    elif allowance.audience is Audience.DIVISION:
        desk.require_no_own_team(actor.account_id, organisation_of(actor.account_id), case.conflicts)
    else:
        _require_no_own_team(case, actor)


def require_overseer(case: Case, actor: Actor, operation: Operation) -> None:
    """Refuse anyone but the secretariat and the division's host, and both in the case of a team of their own (rule D2)."""
    if operation.require(actor, target(case)).audience is Audience.DIVISION:
        _desk(case).require_no_own_team(actor.account_id, organisation_of(actor.account_id), case.conflicts)
    else:
        _require_no_own_team(case, actor)


def _desk(case: Case) -> Desk:
    return desks_store.desks.peek(case.division_code) or Desk(id=case.division_code)


def _require_no_own_team(case: Case, actor: Actor) -> None:
    """Refuse an account of the secretariat that acts for the team itself, or works for an organisation of it (rule D2)."""
    case.conflicts.require_no_own_team(actor.account_id, organisation_of(actor.account_id))


def own_teams(team_ids: Iterable[str], actor: Actor) -> list[TeamFacts]:
    """Return those of the teams for which the account acts itself, or whose organisations its own is among (rules F1, F5, F6)."""
    uscc = organisation_of(actor.account_id)
    cases = (store.cases.peek(team_id) for team_id in team_ids)
    return [
        case.team
        for case in cases
        if case is not None and case.team is not None and case.conflicts.is_own_team(actor.account_id, uscc)
    ]


def has_passed(team_id: str) -> bool:
    """Return True if the newest submission of the team has passed its review (rules F1, F8)."""
    case = store.cases.peek(team_id)
    return case is not None and case.passed


def teams_with_same_person(submission: Submission) -> tuple[OtherTeam, ...]:
    """Return the other live teams that share a person with this one (rule B5)."""
    return _other_live_teams(submission, {"state.person_keys": {"$in": sorted(keys_of(submission.persons))}})


def teams_with_same_project(submission: Submission) -> tuple[OtherTeam, ...]:
    """Return the other live teams that submitted the same project (rule B7)."""
    return _other_live_teams(submission, {"state.project_key": project_key(submission.team)})


def _other_live_teams(submission: Submission, filters: dict[str, object]) -> tuple[OtherTeam, ...]:
    live = [case for case in store.cases.every(filters) if case.state is not CaseState.WITHDRAWN]
    others = sorted((case.id, case.division_code) for case in live if case.id != submission.team.team_id)
    return tuple(OtherTeam(team_id=team_id, division_code=division_code) for team_id, division_code in others)
