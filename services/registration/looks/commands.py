"""Record looks, before what is looked at is shown (rule K4)."""

from __future__ import annotations

from contextlib import suppress

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion

from . import store
from .events import LookKind
from .model import Look

# held in a division, and nation-wide; in this order: the role that says most of why somebody looks
_OF_DIVISION = (Role.REVIEWER, Role.HOST)
_NATIONAL = (Role.SECRETARIAT, Role.COMMITTEE)


def record_look(kind: LookKind, subject_id: str, division_code: str, actor: Actor, at: Instant) -> None:
    """Record that an account sees data of people of a team or an activity of this division."""
    here = next((role for role in _OF_DIVISION if actor.has(role, division_code)), None)
    role = here or next((role for role in _NATIONAL if actor.has(role)), None)
    look = Look.record(
        kind,
        subject_id,
        actor.account_id,
        role=role.value if role else "",
        division_code=division_code if here else "",
        at=at,
    )
    if store.looks.peek(look.id) is None:
        with suppress(StaleVersion):  # recorded at the same moment
            store.looks.add(look)
