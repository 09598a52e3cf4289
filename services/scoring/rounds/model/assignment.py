"""Assign experts to projects: evenly spread, free of interests, reproducible (rules E2, E5)."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chassis.facts.teams import TeamFacts
from chassis.kernel.refusal import Term, refuse

from ...panels.model import Expert
from .. import rules


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A project for an expert."""

    team_id: str
    account_id: str


def admissible(
    assignments: Sequence[Assignment],
    teams: Sequence[TeamFacts],
    experts: Sequence[Expert],
    track: str,
    submitted: Collection[Assignment] = (),
) -> tuple[Assignment, ...]:
    """Return the assignments that are still right: the project is there, the expert on the panel, no interest between them.

    Of an expert whose account lost the role or is disabled, those count that are `submitted`.
    """
    by_team = {team.team_id: team for team in teams}
    by_account = {expert.account_id: expert for expert in experts if expert.scores_track(track)}
    return tuple(
        assignment
        for assignment in assignments
        if assignment.team_id in by_team
        and assignment.account_id in by_account
        and by_account[assignment.account_id].may_score(by_team[assignment.team_id])
        and (not by_account[assignment.account_id].inactive or assignment in submitted)
    )


def assign(
    teams: Sequence[TeamFacts],
    experts: Sequence[Expert],
    track: str,
    per_project: int,
    seed: str,
    *,
    kept: Sequence[Assignment] = (),
    further: Collection[str] = (),
    submitted: Collection[Assignment] = (),
) -> tuple[Assignment, ...]:
    """Give each project its experts (rule E2); `further` names a project once for every expert beyond `per_project`.

    Earlier assignments (`kept`) stay if they are still admissible; see there for `submitted`. Projects with the fewest able
    experts choose first; each takes the least loaded. Ties go by a draw from the seed, so that same input and seed give the same
    result. Refuses E2_NOT_ENOUGH_EXPERTS.
    """
    of_track = sorted(
        (expert for expert in experts if expert.scores_track(track)), key=lambda expert: expert.account_id
    )
    chance = random.Random(f"{seed}/{track}")  # noqa: S311 - reproducible by anyone who knows the published seed
    expert_draws = {expert.account_id: chance.random() for expert in of_track}
    ordered = sorted(teams, key=lambda team: team.team_id)
    team_draws = {team.team_id: chance.random() for team in ordered}
    active = [expert for expert in of_track if not expert.inactive]
    able = {team.team_id: [expert for expert in active if expert.may_score(team)] for team in ordered}
    assignments = list(admissible(kept, teams, experts, track, submitted))
    load = Counter(assignment.account_id for assignment in assignments)
    extra = Counter(further)
    for team in sorted(ordered, key=lambda team: (len(able[team.team_id]), team_draws[team.team_id])):
        needed = per_project + extra[team.team_id]
        present = {assignment.account_id for assignment in assignments if assignment.team_id == team.team_id}
        possible = present | {expert.account_id for expert in able[team.team_id]}
        if len(possible) < needed:
            refuse(
                rules.E2_NOT_ENOUGH_EXPERTS,
                team=Term(team.team_id, team.project_name, team.project_name),
                needed=needed,
                able=len(possible),
            )
        free = [expert for expert in able[team.team_id] if expert.account_id not in present]
        free.sort(key=lambda expert: (load[expert.account_id], expert_draws[expert.account_id]))
        for expert in free[: max(needed - len(present), 0)]:
            load[expert.account_id] += 1
            assignments.append(Assignment(team_id=team.team_id, account_id=expert.account_id))
    return tuple(assignments)
