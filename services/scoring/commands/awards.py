"""Local awards of divisions (rule E7)."""

from __future__ import annotations

from dasai.scoring.v1 import local_awards_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse

from .. import store, wire
from ..model import commands, rules
from ..model.local_awards import LocalAwards


def grant_local_awards(cmd: commands.GrantLocalAwards, actor: Actor, at: Instant) -> local_awards_pb2.DivisionAwards:
    """The host grants its own awards from its frozen rankings, within its scheme's quotas (rule E7)."""
    actor.require(Role.HOST, division=cmd.division_code)
    awards = store.local_awards.find(cmd.division_code) or LocalAwards(id=cmd.division_code)
    panel = store.panels.peek(f"division-{cmd.division_code}")
    if panel is None or panel.scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    teams = store.ranked_teams(cmd.division_code)
    awards.grant(cmd.grants, panel.scheme.local_awards, teams.keys(), at=at)
    answer = wire.local_awards_view(awards, panel.scheme.local_awards, teams)
    store.local_awards.save(awards, answer=answer)
    return answer
