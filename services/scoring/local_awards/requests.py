"""Requests about local awards; they mirror those of `dasai.scoring.v1.LocalAwards`."""

from __future__ import annotations

from dataclasses import dataclass

from .model import LocalGrant


@dataclass(frozen=True, kw_only=True)
class SeenAwards:
    grants: frozenset[LocalGrant]


@dataclass(frozen=True, kw_only=True)
class GrantLocalAwards:
    division_code: str
    grants: tuple[LocalGrant, ...]
    seen: SeenAwards | None = None
