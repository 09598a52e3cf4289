"""Show a desk to those who may see it (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role

from . import store, wire


def get_desk(division_code: str, actor: Actor) -> desks_pb2.Desk:
    """Return a division's desk, for its host and the secretariat."""
    actor.require(Role.HOST, Role.SECRETARIAT, division=division_code)
    return wire.desk_view(store.desks.look(division_code))
