"""What review shows, and to whom (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role

from . import store, wire


def get_desk(code: str, actor: Actor) -> desks_pb2.Desk:
    """A division's desk, for its host and the secretariat."""
    actor.require(Role.HOST, Role.SECRETARIAT, division=code)
    return wire.desk_view(store.desks.look(code))
