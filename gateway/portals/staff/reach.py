"""How far a reader's work reaches: the divisions for which the table of permissions lets them do something (rule K1)."""

from __future__ import annotations

from fastapi import Request

from chassis.edition.current import edition
from chassis.edition.parts import Division
from chassis.permissions import Operation, Target
from gateway.rpc import actor_of


def divisions_for(request: Request, operation: Operation) -> list[Division]:
    """Return the divisions in which the reader may do this, in the order of the edition."""
    actor = actor_of(request)
    return [unit for unit in edition().divisions if operation.is_open_to(actor, Target(division=unit.code))]


def is_national(request: Request, operation: Operation) -> bool:
    """Return True if the reader may do this without naming a division."""
    return operation.is_open_to(actor_of(request), Target())


def division_asked(request: Request, operation: Operation, asked: str) -> str:
    """Return the division to show: the one of the edition that is asked for, else a host's first one, else empty for all."""
    if any(unit.code == asked for unit in edition().divisions):
        return asked
    if is_national(request, operation):
        return ""
    return next((unit.code for unit in divisions_for(request, operation)), "")
