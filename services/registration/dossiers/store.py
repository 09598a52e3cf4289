"""Store dossiers; unique indexes bound how many a division and an account have (rule K3)."""

from __future__ import annotations

import time
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lease import Lease
from chassis.mongo.lists import Order, moment
from chassis.mongo.store import Repository

from . import rules, wire
from .model.dossier import ON_THEIR_WAY, Dossier, DossierState

# a worker that does not renew its lease for so long is taken to be dead, seconds
LEASE_SECONDS = 15.0
NEWEST: Order[Dossier] = Order(
    "newest",
    key=lambda dossier: moment(dossier.requested_at),
    filters={"division": lambda dossier: dossier.division_code},
    paths=(("division",),),
    newest_first=True,
)


class DossierDocument(AggregateDocument):
    """A dossier; the file itself is an object of the storage."""

    meta: Any = {
        "collection": "dossiers",
        "indexes": [
            {"fields": ["state.on_its_way"], "name": "one_of_an_account", "unique": True, "sparse": True},
            {"fields": ["state.held_place"], "name": "place_taken_once", "unique": True, "sparse": True},
            {"fields": ["state.state"], "name": "state"},
            {"fields": ["state.clears"], "name": "clears", "sparse": True},
        ],
    }


DOCUMENTS = (DossierDocument,)

LISTS = (ListDeclaration(operation="ListDossiers", document=DossierDocument, orders=(NEWEST,)),)

dossiers = Repository(
    DossierDocument,
    Dossier,
    wire.EVENTS,
    on_duplicate={
        "one_of_an_account": rules.K3_DOSSIER_UNDER_WAY,
        "place_taken_once": rules.K3_DOSSIER_PLACE_TAKEN,
    },
    orders=(NEWEST,),
)


def places_taken(division_code: str, limit: int) -> frozenset[int]:
    """Return the numbers, up to `limit`, of the division's places that are taken."""
    wanted = [f"{division_code}/{place}" for place in range(1, limit + 1)]
    documents = DossierDocument._get_collection().find({"state.held_place": {"$in": wanted}}, {"state.held_place": 1})
    return frozenset(int(document["state"]["held_place"].rpartition("/")[2]) for document in documents)


def _leases() -> Any:
    return DossierDocument._get_collection().database["dossier_leases"]


def lease_of(dossier_id: str) -> Lease:
    """Return the lease of whoever makes a dossier."""
    return Lease(_leases(), dossier_id, LEASE_SECONDS)


def is_free(dossier_id: str) -> bool:
    """Return True if no process makes the dossier at this moment."""
    lease = _leases().find_one({"_id": dossier_id})
    return lease is None or lease["until"] < time.time()


def forget_lease(dossier_id: str) -> None:
    """Delete the lease of a dossier that nobody makes any more."""
    _leases().delete_one({"_id": dossier_id})


def on_their_way() -> list[Dossier]:
    """Return the dossiers that wait or are being made."""
    return [dossier for state in ON_THEIR_WAY for dossier in dossiers.every({"state.state": state.value})]


def due(at: Instant) -> list[Dossier]:
    """Return the dossiers that a worker is to make, the oldest first."""
    return sorted(
        (dossier for dossier in on_their_way() if dossier.is_due(at)), key=lambda each: (each.requested_at, each.id)
    )


def ready() -> list[Dossier]:
    """Return the dossiers that have a file."""
    return list(dossiers.every({"state.state": DossierState.READY.value}))


def to_clear() -> list[Dossier]:
    """Return the dossiers whose upload or file is still to be deleted."""
    return list(dossiers.every({"state.clears": True}))


def stored_bytes(division_code: str = "") -> int:
    """Return how many bytes files and uploads take that are ready, or on their way as far as they are counted."""
    return sum(
        dossier.size_bytes if dossier.state is DossierState.READY else dossier.progress.bytes_total
        for dossier in (*ready(), *on_their_way())
        if division_code in ("", dossier.division_code)
    )
