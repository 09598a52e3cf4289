"""Read what organisations belong to, as the secretariat or a host (rules B8, K1)."""

from __future__ import annotations

from dasai.registration.v1 import affiliations_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN
from chassis.text.codes import normalised_code

from . import store, wire
from .model import Affiliations


def get_affiliations(uscc: str, actor: Actor) -> affiliations_pb2.OrganisationAffiliations:
    """Return what an organisation belongs to, to the secretariat and hosts (rules B8, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    code = normalised_code(uscc)
    return wire.affiliations_view(store.affiliations.peek(code) or Affiliations(id=code))
