"""Answer what rules ask of a team's case or of all cases at once, and who may see a case and act in it."""

from __future__ import annotations

from chassis.actor import Actor, Role
from chassis.facts.persons import keys_of
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND
from chassis.staff import organisation_of

from ..desks import store as desks_store
from ..desks.model import Desk
from . import store
from .model.case import Case, CaseState, project_key
from .model.findings import OtherTeam
from .model.reader import Reader
from .model.submission import Submission


def reader(case: Case, actor: Actor) -> Reader:
    """Return for whom the case is shown to this account; refuse NOT_FOUND if it may not see the case (rule K1)."""
    if actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE):
        return Reader.NATIONAL
    assigned = _holds(actor, Role.REVIEWER, case) and case.reviewer_id == actor.account_id
    if assigned or _holds(actor, Role.HOST, case):
        return Reader.DIVISION
    refuse_unless(acts_for_team(case, actor), NOT_FOUND, what="case")
    return Reader.TEAM


def require_visible(case: Case, actor: Actor) -> None:
    """Refuse as if there were no such case unless the account may see it (rule K1)."""
    reader(case, actor)


def acts_for_team(case: Case, actor: Actor) -> bool:
    """Return True if the account acts for the team of the case."""
    return case.team is not None and actor.account_id in case.team.account_ids


def require_decider(case: Case, actor: Actor) -> None:
    """Refuse anyone but the reviewer without a conflict, the host of a team not its own, or the secretariat if need be (D2, D3).

    The secretariat decides where no reviewer of the division may.
    """
    division = case.division_code
    desk = desks_store.desks.peek(division) or Desk(id=division)
    if _holds(actor, Role.REVIEWER, case) and actor.account_id == case.reviewer_id:
        desk.require_eligible(actor.account_id, case.conflicts)
    elif _holds(actor, Role.HOST, case):
        desk.require_no_own_team(actor.account_id, organisation_of(actor.account_id), case.conflicts)
    elif _holds(actor, Role.REVIEWER, case):
        refuse(FORBIDDEN)
    else:
        require_visible(case, actor)
        refuse_unless(actor.has(Role.SECRETARIAT) and not desk.eligible(case.conflicts), FORBIDDEN)
        _require_no_own_team(case, actor)


def require_overseer(case: Case, actor: Actor) -> None:
    """Refuse anyone but the secretariat and the division's host, and the host in the case of a team of its own (rule D2)."""
    if _holds(actor, Role.HOST, case):
        desk = desks_store.desks.peek(case.division_code) or Desk(id=case.division_code)
        desk.require_no_own_team(actor.account_id, organisation_of(actor.account_id), case.conflicts)
    else:
        require_visible(case, actor)
        refuse_unless(actor.has(Role.SECRETARIAT), FORBIDDEN)
        _require_no_own_team(case, actor)


def _require_no_own_team(case: Case, actor: Actor) -> None:
    """Refuse an account of the secretariat that acts for the team itself, or works for an organisation of it (rule D2)."""
    case.conflicts.require_no_own_team(actor.account_id, organisation_of(actor.account_id))


def _holds(actor: Actor, role: Role, case: Case) -> bool:
    """Return True if the account holds the role in the case's division; False while no submission has told that division."""
    return bool(case.division_code) and actor.has(role, case.division_code)


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
