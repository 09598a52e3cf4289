"""What the national check and the finalist list are asked to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SettleHit:
    hit_id: str
    confirmed: bool
    disqualified_team_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConfirmFinalists:
    """`list_id` is empty for a notice that announces something else."""

    list_id: str
    upheld: frozenset[str]
