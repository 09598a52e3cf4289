"""Requests about uploads, material and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.facts.submissions import Evidence


@dataclass(frozen=True, kw_only=True)
class BeginUpload:
    team_id: str
    kind: str
    file_name: str
    owner_uscc: str
    size_bytes: int
    metadata: str = ""


@dataclass(frozen=True, kw_only=True)
class UploadFile:
    team_id: str
    kind: str
    file_name: str
    owner_uscc: str
    content: bytes
    metadata: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordScan:
    team_id: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class RecordExperts:
    round_id: str
    division_code: str
    # the pairs of team and account that score without being blind
    readers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RecordPanel:
    panel_id: str
    # of those who are on it now, and may score
    account_ids: tuple[str, ...]
    # by account, also of those who may not score at the moment
    interests: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class RecordInterests:
    panel_id: str
    account_id: str
    interests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AttachEvidence:
    team_id: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class RemoveEvidence:
    team_id: str
    evidence_id: str
