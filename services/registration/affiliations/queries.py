"""Read what organisations belong to, as the secretariat or a host (rules B8, K1)."""

from __future__ import annotations

from dasai.registration.v1 import affiliations_pb2

from chassis.actor import Actor
from chassis.mapping import page_response
from chassis.permissions import registration as permissions
from chassis.text.codes import normalised_code

from . import store, wire
from .model import Affiliations


def list_relations(
    request: affiliations_pb2.ListRelationsRequest, actor: Actor
) -> affiliations_pb2.ListRelationsResponse:
    """Return a page of the relations in force, by the lower organisation, to the secretariat (rules B8, K1, K3)."""
    permissions.LIST_RELATIONS.require(actor)
    page, token = store.affiliations.page({}, request.page.page_token, request.page.page_size)
    return affiliations_pb2.ListRelationsResponse(
        lines=[
            affiliations_pb2.RelationLine(lower_uscc=lower.id, upper_uscc=upper.uscc, kind=upper.kind.value)
            for lower in page
            for upper in lower.uppers
        ],
        page=page_response(token),
    )


def get_affiliations(uscc: str, actor: Actor) -> affiliations_pb2.OrganisationAffiliations:
    """Return what an organisation belongs to, to the secretariat and hosts (rules B8, K1)."""
    permissions.GET_AFFILIATIONS.require(actor)
    code = normalised_code(uscc)
    return wire.affiliations_view(store.affiliations.peek(code) or Affiliations(id=code))
