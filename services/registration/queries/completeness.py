"""What a team is told before it submits, by the very checks of submitting (rules B3, B8 to B10, C4 to C10).

All but one: whether the object storage still has the files is asked when it is submitted (`checks.evidence.require_stored`).
"""

from __future__ import annotations

from dasai.registration.v1 import declarations_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal

from .. import wire
from ..checks.access import own
from ..checks.content import content_change
from ..checks.deadlines import prolong_if_late
from ..checks.evidence import usable
from ..checks.participation import Check, taking_part
from ..model.iteration import ContentChange, judged
from ..model.team import Team
from ..wire import remarks, requirements


def get_completeness(team_id: str, actor: Actor, at: Instant) -> declarations_pb2.Completeness:
    """What is done, missing and in the way, and whether the caller may submit, for the team alone (rules C4, K1)."""
    team = own(team_id, actor)
    prolong_if_late(team, at)
    obstacles, noted = _rehearsed(team) if team.is_writable(at) else ([], team.content_noted)
    return wire.completeness_view(
        team,
        requirements(),
        account_id=actor.account_id,
        at=at,
        obstacles=[remarks.obstacle(one) for one in obstacles],
        remarks=_looked_at(team, noted, at),
    )


def _rehearsed(team: Team) -> tuple[list[Refusal], ContentChange | None]:
    """What submitting would be refused for, and what of the content a reviewer would look at."""
    refusals = [_refusal(check) for check in (*taking_part(team), *usable(team))]
    noted = None
    try:
        noted = _noted(team)
    except Refusal as refusal:
        refusals.append(refusal)
    return [one for one in refusals if one is not None], noted


def _refusal(check: Check) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def _noted(team: Team) -> ContentChange | None:
    """As at the last submission where no main content changed since: comparing whole texts takes its time."""
    changed = team.changed_since_submission
    if changed is None or set(requirements().iteration.main_sections).isdisjoint(changed.sections):
        return team.content_noted
    change = content_change(team)
    return judged(change, requirements().iteration, requirements().names) if change is not None else None


def _looked_at(team: Team, noted: ContentChange | None, at: Instant) -> list[declarations_pb2.Remark]:
    """What reviewers look at. What speaks against a team that never submitted nobody looks at: it is in the team's way."""
    if not (team.is_active and (team.receipts or team.is_writable(at))):
        return []
    told = remarks.of_findings(team.findings) if team.receipts else []
    told += remarks.of_names(team.name_findings)
    if noted is not None:
        told.append(remarks.of_change(noted.percent))
    return told
