"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MaterialScanned:
    """Malware was found in material that was kept, or none after all (rule C7)."""

    team_id: str
    sha256: str
    infected: bool
