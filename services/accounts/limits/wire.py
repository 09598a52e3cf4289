"""Translate between the contracts and limits."""

from __future__ import annotations

from dasai.accounts.v1 import limits_pb2


def taken_view(granted: int, wait: float) -> limits_pb2.TakeResponse:
    """Show what was granted."""
    return limits_pb2.TakeResponse(granted=granted, wait_seconds=wait)
