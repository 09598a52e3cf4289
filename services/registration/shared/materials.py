"""How a team's material is identified, and how much of it is kept (rule C7)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.identifiers import derived_id


@dataclass(frozen=True, kw_only=True)
class KeptTotal:
    """The number of files, and of bytes, that are kept of a team."""

    files: int
    size_bytes: int

    def and_one(self, size_bytes: int) -> KeptTotal:
        """Return the total with a file more."""
        return KeptTotal(files=self.files + 1, size_bytes=self.size_bytes + size_bytes)


def material_id(team_id: str, sha256: str, owner_uscc: str) -> str:
    """Return the identifier of a team's material of this content and owner."""
    return derived_id("material", team_id, sha256, owner_uscc)
