"""Looks in the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dasai.common.v1 import page_pb2
from dasai.registration.v1 import events_pb2, looks_pb2

from . import events
from .model import Look

EVENTS: dict[type, Any] = {events.PersonalDataSeen: events_pb2.PersonalDataSeen}


def list_view(looks: Sequence[Look], page: page_pb2.PageResponse) -> looks_pb2.ListLooksResponse:
    """Show looks to those whose data was seen: when, what, in which role, and not by whom."""
    return looks_pb2.ListLooksResponse(
        looks=[
            looks_pb2.Look(
                kind=f"LOOK_KIND_{look.kind.upper()}",
                at=look.at,
                role=look.role,
                division_code=look.division_code,
            )
            for look in looks
        ],
        page=page,
    )
