"""The events about material; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MaterialScanned:
    """Material that was kept turned out infected, or not infected after all (rule C7)."""

    team_id: str
    sha256: str
    infected: bool
