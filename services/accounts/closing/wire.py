"""Translate between the contracts and what closing an account does."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import closing_pb2
from dasai.common.v1 import personal_data_pb2

from chassis.kernel.clock import Instant
from chassis.mapping import messages

from .model import DELETED, KEPT, Obstacle


def plan_view(obstacles: Sequence[Obstacle], closed_at: Instant | None = None) -> closing_pb2.ClosingPlan:
    """Show what closing deletes and keeps, and what must be done before."""
    return closing_pb2.ClosingPlan(
        deleted=messages(DELETED, closing_pb2.ClosingItem),
        kept=messages(KEPT, closing_pb2.ClosingItem),
        obstacles=messages(obstacles, personal_data_pb2.Obstacle),
        closed_at=closed_at,
    )
