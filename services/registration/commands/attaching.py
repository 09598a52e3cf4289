"""Material that becomes evidence of a draft (rules C5 to C7)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.clock import Instant

from ..model.events import Evidence
from ..model.team import Team
from ..wire import file_rules, requirements


def attach(team: Team, piece: Evidence, actor: Actor, at: Instant) -> None:
    """Attach within the edition's bounds (rules C5, C6, C7)."""
    known = any(one.id == piece.id for one in team.evidence)
    others = sum(one.size_bytes for one in team.evidence if one.id != piece.id)
    team.attach(piece, requirements(), at=at, by=actor.account_id)
    if not known:
        file_rules().require_size(piece.kind, piece.size_bytes, others)
