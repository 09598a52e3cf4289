"""Read dossiers (rules K1, K3)."""

from __future__ import annotations

from dasai.registration.v1 import dossiers_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.mongo.lists import Part
from chassis.permissions import Target
from chassis.permissions import registration as permissions

from . import store, wire
from .settings import limits


def get_dossier(dossier_id: str, actor: Actor) -> dossiers_pb2.Dossier:
    """Return a dossier and how far it is, to its division's hosts and the secretariat (rules K1, K3)."""
    dossier = store.dossiers.look(dossier_id)
    permissions.GET_DOSSIER.require(actor, Target(division=dossier.division_code))
    return wire.dossier_view(dossier)


def list_dossiers(request: dossiers_pb2.ListDossiersRequest, actor: Actor) -> dossiers_pb2.ListDossiersResponse:
    """List a division's dossiers, newest first, and how much of the storage they take (rules K1, K3)."""
    code = request.division_code
    permissions.LIST_DOSSIERS.require(actor, Target(division=code))
    page = store.dossiers.listed([Part(store.NEWEST, {"division": code})], mapping.asked(request.page))
    return dossiers_pb2.ListDossiersResponse(
        dossiers=[wire.dossier_view(dossier) for dossier in page.aggregates],
        page=mapping.list_response(page),
        stored_bytes=store.stored_bytes(code),
        limit=limits().places,
    )
