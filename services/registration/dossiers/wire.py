"""Dossiers in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import dossiers_pb2, events_pb2

from chassis.mapping import to_message

from . import events, rules
from .model.dossier import Dossier, DossierState

EVENTS: dict[type, Any] = {
    events.DossierRequested: events_pb2.DossierRequested,
    events.DossierCompleted: events_pb2.DossierCompleted,
    events.DossierFetched: events_pb2.DossierFetched,
    events.DossierEnded: events_pb2.DossierEnded,
}


def dossier_view(dossier: Dossier) -> dossiers_pb2.Dossier:
    """Return a dossier as a message; size and hash only while there is a file."""
    failure = rules.FAILURES.get(dossier.failure)
    ready = dossier.state is DossierState.READY
    return dossiers_pb2.Dossier(
        dossier_id=dossier.id,
        division_code=dossier.division_code,
        account_id=dossier.account_id,
        role=dossier.role,
        requested_at=dossier.requested_at,
        state=f"DOSSIER_STATE_{dossier.state.upper()}",
        progress=to_message(dossier.progress, dossiers_pb2.DossierProgress),
        attempts=dossier.attempts,
        file_name=dossier.file_name,
        size_bytes=dossier.size_bytes if ready else 0,
        sha256=dossier.sha256 if ready else "",
        ended_at=dossier.ended_at,
        expires_at=dossier.expires_at,
        failure=dossier.failure,
        failure_zh=failure.zh if failure else "",
        failure_en=failure.en if failure else "",
    )
