"""Of projects."""

from __future__ import annotations

from dataclasses import dataclass

from ..events import Evidence, Section


@dataclass(frozen=True, kw_only=True)
class SaveDeclaration:
    team_id: str
    draft_revision: int
    sections: tuple[Section, ...]
    editor_id: str = ""


@dataclass(frozen=True, kw_only=True)
class AttachEvidence:
    team_id: str
    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class RemoveEvidence:
    team_id: str
    evidence_id: str


@dataclass(frozen=True, kw_only=True)
class SubmitProject:
    team_id: str
    draft_revision: int


@dataclass(frozen=True, kw_only=True)
class AnswerSupplement:
    team_id: str
    number: int
    text: str
    evidence: tuple[Evidence, ...]
