"""Documents and indexes of evidence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Evidence, EvidenceState

_ANCIENT = datetime(1970, 1, 1, tzinfo=UTC)


class EvidenceDocument(AggregateDocument):
    """By the random identifier under which the file was uploaded."""

    meta: Any = {
        "collection": "report_evidence",
        "indexes": [
            {"fields": ["state.sha256"], "name": "sha256"},
            {"fields": ["state.kept_until"], "name": "kept_until", "sparse": True},
        ],
    }


DOCUMENTS = (EvidenceDocument,)

evidence = Repository(EvidenceDocument, Evidence, wire.EVENTS)


def due_evidence(at: Instant) -> list[Evidence]:
    """Return the files whose time is over."""
    return list(evidence.every({"state.kept_until": {"$gte": _ANCIENT, "$lt": at}}))


def is_being_removed(sha256: str) -> bool:
    """Return True if a file of this content is being deleted at this moment."""
    return any(known.state is EvidenceState.REMOVING for known in evidence.every({"state.sha256": sha256}))


def is_wanted(sha256: str) -> bool:
    """Return True if a file of this content stays or is about to be kept."""
    return any(known.state is not EvidenceState.REMOVING for known in evidence.every({"state.sha256": sha256}))


def forget(evidence_id: str) -> None:
    """Delete the record of a file that was deleted."""
    EvidenceDocument.collection().delete_one({"_id": evidence_id})
