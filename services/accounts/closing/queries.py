"""Show what closing an account would do (rule K4)."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import closing_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.refusals import UNAUTHENTICATED

from ..accounts import store as accounts_store
from . import wire
from .model import Obstacle, staff_obstacles


def preview_closing(obstacles: Sequence[Obstacle], actor: Actor) -> closing_pb2.ClosingPlan:
    """Return what closing the caller's own account would delete and keep, and what must be done before."""
    account = accounts_store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    return wire.plan_view((*staff_obstacles(account.grants), *obstacles))
