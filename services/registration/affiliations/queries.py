"""Organisations, their credit, and what they belong to, for those who run the contest (rules B1, B3, B8, K1)."""

from __future__ import annotations

from dasai.registration.v1 import affiliations_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN

from ..shared.identity import normalise
from . import store, wire
from .model import Affiliations


def get_affiliations(uscc: str, actor: Actor) -> affiliations_pb2.OrganisationAffiliations:
    """What an organisation belongs to, for the secretariat and hosts (rules B8, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    code = normalise(uscc)
    return wire.affiliations_view(store.affiliations.peek(code) or Affiliations(id=code))
