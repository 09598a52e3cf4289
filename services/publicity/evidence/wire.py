"""Translate evidence to its contract."""

from __future__ import annotations

from dasai.publicity.v1 import evidence_pb2
from google.protobuf.message import Message

from .model import Evidence

# a file by itself is nobody's news: the report that names it is
EVENTS: dict[type, type[Message]] = {}


def kept_view(evidence: Evidence) -> evidence_pb2.KeptEvidence:
    """Show a file that is kept."""
    return evidence_pb2.KeptEvidence(
        evidence_id=evidence.id,
        file_name=evidence.file_name,
        sha256=evidence.sha256,
        size_bytes=evidence.size_bytes,
        media_type=evidence.media_type,
        kept_until=evidence.kept_until,
    )
