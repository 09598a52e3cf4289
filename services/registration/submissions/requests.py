"""Requests about submissions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SubmitProject:
    team_id: str
    draft_revision: int
