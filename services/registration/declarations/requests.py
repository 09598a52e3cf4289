"""Requests about declarations."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.submissions import Section


@dataclass(frozen=True, kw_only=True)
class SaveDeclaration:
    team_id: str
    draft_revision: int
    sections: tuple[Section, ...]
    editor_id: str = ""
    only_unchanged: bool = False
