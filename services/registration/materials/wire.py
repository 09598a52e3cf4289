"""Uploads and material in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import events_pb2, materials_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.mapping import from_message

from . import events, requests
from .model.material import Material, Upload

EVENTS: dict[type, Any] = {
    events.MaterialScanned: events_pb2.MaterialScanned,
}


def upload_view(upload: Upload) -> materials_pb2.Upload:
    """Return an upload as a message."""
    return materials_pb2.Upload(
        id=upload.id,
        team_id=upload.team_id,
        kind=upload.kind,
        file_name=upload.file_name,
        owner_uscc=upload.owner_uscc,
        size_bytes=upload.size_bytes,
        state=f"UPLOAD_STATE_{upload.state.upper()}",
        created_at=upload.created_at,
        expires_at=upload.expires_at,
        material_id=upload.material_id,
        evidence_id=upload.evidence_id,
        refusal_code=upload.refusal_code,
        refusal_what=upload.refusal_what.fact,
        metadata=upload.metadata,
    )


def material_view(material: Material) -> materials_pb2.Material:
    """Return material as a message."""
    return materials_pb2.Material(
        id=material.id,
        team_id=material.team_id,
        owner_uscc=material.owner_uscc,
        uploaded_by=material.uploaded_by,
        file_name=material.file_name,
        sha256=material.sha256,
        size_bytes=material.size_bytes,
        media_type=material.media_type,
        scan_state=f"SCAN_STATE_{material.scan_state.upper()}",
        uploaded_at=material.uploaded_at,
        retained_until=material.retained_until,
    )


def record_scan(event: events_pb2.MaterialScanned) -> requests.RecordScan:
    """Return the request to record a scanner's verdict on a team's file."""
    return from_message(event, requests.RecordScan)


def record_experts(event: scoring.ExpertsAssigned) -> requests.RecordExperts:
    """Return the request to keep who scores what of a round; the division code is empty for the national final."""
    readers = ((each.team_id, each.account_id) for each in event.assignments if each.not_blind)
    return requests.RecordExperts(
        round_id=event.round_id, division_code=event.division_code, readers=tuple(sorted(readers))
    )


def record_panel(event: scoring.ExpertsAppointed) -> requests.RecordPanel:
    """Return the request to keep who is on a panel; the organisation that an expert has left is among the interests."""
    return requests.RecordPanel(
        panel_id=event.panel_id,
        account_ids=tuple(expert.account_id for expert in event.experts if not expert.inactive),
        interests={expert.account_id: tuple(expert.interests) for expert in event.experts},
    )


def record_interests(event: scoring.InterestsDeclared) -> requests.RecordInterests:
    """Return the request to keep the interests that an expert declared on a panel."""
    return from_message(event, requests.RecordInterests)


def record_recusal(event: scoring.ExpertRecused) -> requests.RecordInterests:
    """Return the request to keep that an expert stepped back from a project: it has an interest in the team."""
    return from_message(event, requests.RecordInterests, interests=(event.team_id,))
