"""Uploads and material in the contracts."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from dasai.registration.v1 import events_pb2, materials_pb2

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.mapping import from_message

from ..model import commands, events
from ..model.material import FileRules, Material, Upload

EVENTS: dict[type, Any] = {events.MaterialScanned: events_pb2.MaterialScanned}

COMMANDS: dict[type, Any] = {materials_pb2.BeginUploadRequest: commands.BeginUpload}


@lru_cache(maxsize=1)
def file_rules() -> FileRules:
    """What this process's edition asks of files."""
    return file_rules_of(edition())


def file_rules_of(edition: Edition) -> FileRules:
    """What the edition asks of files (rule C7)."""
    kinds = (*edition.evidence.required, *edition.evidence.optional)
    formats = {kind.id: edition.file_formats(kind.id) for kind in kinds}
    return FileRules(
        kinds={kind: (tuple(one.media_types), one.max_bytes) for kind, one in formats.items()},
        max_files=edition.files.max_files,
        max_total_bytes=edition.files.max_total_bytes,
        max_open_uploads=edition.files.max_open_uploads,
        max_kept_bytes=edition.files.max_kept_bytes,
        max_kept_files=edition.files.max_kept_files,
        upload_life=timedelta(hours=edition.files.upload_hours),
        retention=timedelta(days=edition.files.retention_days),
        submitted_retention=timedelta(days=edition.files.submitted_retention_days),
    )


def upload_view(upload: Upload) -> materials_pb2.Upload:
    """An upload as its team sees it."""
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
    """Material as those see it who may."""
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


def learn_scan(event: events_pb2.MaterialScanned) -> commands.LearnScan:
    """What a scanner found in whose material."""
    return from_message(event, commands.LearnScan)
