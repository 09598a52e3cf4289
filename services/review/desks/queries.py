"""Show a desk to those who may see it (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor
from chassis.permissions import Target
from chassis.permissions import review as permissions
from chassis.personal_data import Record

from . import store, wire


def get_desk(division_code: str, actor: Actor) -> desks_pb2.Desk:
    """Return a division's desk, for its host and the secretariat."""
    permissions.GET_DESK.require(actor, Target(division=division_code))
    return wire.desk_view(store.desks.look(division_code))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's appointments as a reviewer (rule K4)."""
    for desk in sorted(store.desks.every({"state.reviewers.account_id": actor.account_id}), key=lambda desk: desk.id):
        for reviewer in desk.reviewers:
            if reviewer.account_id == actor.account_id:
                yield Record(
                    kind="reviewer", values={"division": desk.id, "organisation_uscc": reviewer.organisation_uscc}
                )
