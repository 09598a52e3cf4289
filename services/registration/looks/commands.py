"""Record looks, before what is looked at is shown (rule K4)."""

from __future__ import annotations

from contextlib import suppress

from chassis.actor import Actor
from chassis.facts.roles import Role
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.permissions import Scope
from chassis.permissions.model import Allowance

from . import store
from .events import LookKind
from .model import Look


def record_look(
    kind: LookKind, subject_id: str, division_code: str, allowance: Allowance | None, actor: Actor, at: Instant
) -> None:
    """Record that an account sees data of people of a team or an activity of this division, in the role that allows it.

    Without an allowance it is the platform itself.
    """
    role = allowance.who if allowance is not None and isinstance(allowance.who, Role) else None
    here = allowance is not None and allowance.scope is Scope.DIVISION
    look = Look.record(
        kind,
        subject_id,
        actor.account_id,
        role=role.value if role is not None else "",
        division_code=division_code if here else "",
        at=at,
    )
    if store.looks.peek(look.id) is None:
        with suppress(StaleVersion):  # recorded at the same moment
            store.looks.add(look)
