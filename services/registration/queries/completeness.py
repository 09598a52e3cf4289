"""What a team is told before it submits, by the very checks of submitting (rules B3, B8 to B10, C4 to C10)."""

from __future__ import annotations

from dasai.registration.v1 import projects_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal

from .. import wire
from ..checks.access import own
from ..checks.content import content_change
from ..checks.deadlines import prolong_if_late
from ..checks.evidence import usable
from ..checks.participation import Check, taking_part
from ..model.iteration import judged
from ..model.team import Team
from ..wire import remarks, requirements


def get_completeness(team_id: str, actor: Actor, at: Instant) -> projects_pb2.Completeness:
    """What is done, missing and in the way, and whether the caller may submit, for the team alone (rules C4, K1)."""
    team = own(team_id, actor)
    prolong_if_late(team, at)
    obstacles, told = _submittable(team) if team.is_writable(at) else ([], remarks.of_names(team.name_findings))
    known = {one.code.name for one in obstacles}
    found = [one for one in remarks.of_findings(team.findings) if one.code not in known]
    return wire.completeness_view(
        team,
        requirements(),
        account_id=actor.account_id,
        at=at,
        obstacles=[remarks.obstacle(one) for one in obstacles],
        remarks=[*found, *told],
    )


def _submittable(team: Team) -> tuple[list[Refusal], list[projects_pb2.Remark]]:
    """What submitting would be refused for, and what a reviewer would look at."""
    told = remarks.of_names(team.name_findings)

    def content() -> None:
        # where nothing changed since, the last version has passed this
        change = content_change(team) if team.changed_since_submission is not None else None
        noted = judged(change, requirements().iteration, requirements().names) if change is not None else None
        if noted is not None:
            told.append(remarks.of_change(noted.percent))

    checks = (*taking_part(team), *usable(team), content)
    return [refusal for check in checks if (refusal := _refusal(check)) is not None], told


def _refusal(check: Check) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None
