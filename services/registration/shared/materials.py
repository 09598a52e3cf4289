"""How a team's material is identified (rule C7)."""

from __future__ import annotations

from chassis.kernel.identifiers import derived_id


def material_id(team_id: str, sha256: str, owner_uscc: str) -> str:
    """Return the identifier of a team's material of this content and owner."""
    return derived_id("material", team_id, sha256, owner_uscc)
