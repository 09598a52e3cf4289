"""The home to which a page of staff belongs, for its breadcrumbs."""

from __future__ import annotations

from fastapi import Request

from chassis.actor import Actor
from chassis.facts.roles import Role
from gateway.rpc import actor_of

from ..navigation import STAFF, Item, homes_of


def home_for(actor: Actor, *roles: Role) -> Item:
    """Return the home of the first of these roles that the reader holds, else of the reader's first role of staff."""
    homes = [home for home in homes_of(actor) if home.roles <= STAFF]
    held = [home for role in roles for home in homes if role in home.roles]
    return next(iter(held or homes), Item("/work", "nav.work"))


def home_of_page(request: Request, *roles: Role) -> Item:
    """Return the same for who sends a request."""
    return home_for(actor_of(request), *roles)
