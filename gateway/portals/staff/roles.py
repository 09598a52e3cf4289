"""The roles that a reader may grant, and in which divisions (rule K1)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.edition.parts import Division
from chassis.facts.roles import GRANTED_BY, Grant, Role, may_grant


def granted_roles(actor: Actor) -> list[Role]:
    """Return the roles that the reader may grant, in the order of roles."""
    granted = {role for grant in actor.grants for role in GRANTED_BY.get(grant.role, ())}
    return [role for role in Role if role in granted]


def divisions_of_grants(actor: Actor) -> list[Division]:
    """Return the divisions for which the reader may grant a role: a host's own, the secretariat's all, an operator's none."""
    roles = granted_roles(actor)
    return [
        unit
        for unit in edition().divisions
        if any(may_grant(actor.grants, Grant(role, unit.code)) for role in roles if role in (Role.REVIEWER, Role.HOST))
    ]


def grant_of(text: str) -> dict[str, str]:
    """Return a role and its division as the API's bodies have them, of a form's value such as `reviewer:110000`."""
    role, _, division = text.partition(":")
    return {"role": role, "division": division}
