"""Ask for, fetch and end dossiers (rules K1, K3, K4)."""

from __future__ import annotations

from dasai.registration.v1 import dossiers_pb2

from chassis.actor import Actor
from chassis.arrivals import arrival_lag
from chassis.facts.roles import Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse
from chassis.permissions import Target
from chassis.permissions import registration as permissions
from chassis.permissions.model import Allowance
from chassis.refusals import NOT_FOUND

from ...divisions import store as divisions_store
from ...divisions.settings import division_name
from .. import requests, rules, store, wire
from ..model.dossier import Dossier
from ..settings import limits


@idempotent(creates=store.dossiers)
def request_dossier(
    identifier: str, request: requests.RequestDossier, actor: Actor, at: Instant
) -> dossiers_pb2.Dossier:
    """Ask for a division's dossier, as its host or the secretariat (rules K1, K3).

    Refuses K3_DOSSIER_TOO_EARLY, K3_DOSSIER_UNDER_WAY if the account has one on its way, K3_DOSSIERS_FULL if the division has
    as many as are kept.
    """
    code = request.division_code
    allowance = permissions.REQUEST_DOSSIER.require(actor, Target(division=code))
    division_name(code)
    deadlines = divisions_store.deadlines(code) or refuse(NOT_FOUND, what="division")
    most = limits().places
    taken = store.places_taken(code, most)
    for place in (place for place in range(1, most + 1) if place not in taken):
        dossier = Dossier.request(
            identifier,
            code,
            actor.account_id,
            role=_role(allowance),
            place=place,
            submission_closes=deadlines[1],
            complete=deadlines[1] + arrival_lag(),
            at=at,
        )
        answer = wire.dossier_view(dossier)
        if _took_place(dossier, answer):
            return answer
    return refuse(rules.K3_DOSSIERS_FULL, limit=most)


def _took_place(dossier: Dossier, answer: dossiers_pb2.Dossier) -> bool:
    """Store a new dossier; return False if somebody took its place at this moment."""
    try:
        store.dossiers.add(dossier, answer=answer)
    except Refusal as refusal:
        if refusal.code is rules.K3_DOSSIER_PLACE_TAKEN:
            return False
        raise
    return True


def fetch_dossier(dossier_id: str, actor: Actor, at: Instant) -> dossiers_pb2.Dossier:
    """Return a dossier whose file is about to be handed out; record who fetches it before that (rules K1, K4)."""
    dossier = store.dossiers.get(dossier_id)
    allowance = permissions.FETCH_DOSSIER.require(actor, Target(division=dossier.division_code))
    dossier.fetch(actor.account_id, _role(allowance), at=at)
    if dossier.raised:
        store.dossiers.save(dossier)
    return wire.dossier_view(dossier)


@idempotent
def cancel_dossier(dossier_id: str, actor: Actor, at: Instant) -> dossiers_pb2.Dossier:
    """Stop making a dossier, or delete its file; one that has ended is returned as it is (rules K1, K3, K4)."""
    dossier = store.dossiers.get(dossier_id)
    permissions.CANCEL_DOSSIER.require(actor, Target(division=dossier.division_code))
    dossier.cancel(actor.account_id, at=at)
    answer = wire.dossier_view(dossier)
    store.dossiers.save(dossier, answer=answer)
    return answer


def _role(allowance: Allowance) -> str:
    return allowance.who.value if isinstance(allowance.who, Role) else ""
