"""The parts of a submission: sections of the declaration, and evidence by reference."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the declaration (rule C4): its words, and of rich text also the safe HTML with the same words."""

    id: str
    text: str
    rich: str = ""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A piece of evidence by reference (rules C5, C6): the file lies in object storage under its SHA-256."""

    id: str
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    owner_uscc: str
