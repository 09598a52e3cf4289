"""Requests about panels; they mirror those of `dasai.scoring.v1.Panels` and the event of a published scheme."""

from __future__ import annotations

from dataclasses import dataclass

from ..shared.scheme import Scheme
from .model import Expert


@dataclass(frozen=True, kw_only=True)
class SeenExperts:
    account_ids: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class AppointExperts:
    panel_id: str
    experts: tuple[Expert, ...]
    seen: SeenExperts | None = None


@dataclass(frozen=True, kw_only=True)
class ImportExperts:
    panel_id: str
    # in base64
    file: str
    dry_run: bool
    seen: SeenExperts | None = None


@dataclass(frozen=True, kw_only=True)
class DeclareInterests:
    panel_id: str
    interests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FollowAccounts:
    """Experts were appointed, or their accounts changed."""

    panel_id: str


@dataclass(frozen=True, kw_only=True)
class RecordScheme:
    """A division published a version of its scheme."""

    division_code: str
    version: int
    scheme: Scheme
