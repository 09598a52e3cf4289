"""Requests about evidence; they mirror those of `dasai.publicity.v1.Evidence`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeepEvidence:
    """A file was uploaded to the storage of report evidence (H2)."""

    evidence_id: str
    file_name: str


@dataclass(frozen=True, slots=True)
class GetEvidence:
    """The committee reads a file that a report names (H3)."""

    report_id: str
    evidence_id: str
