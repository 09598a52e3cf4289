"""Requests of callers and events about divisions."""

from __future__ import annotations

from dataclasses import dataclass

from .model.scheme import Scheme


@dataclass(frozen=True, kw_only=True)
class SeenFilings:
    version: int


@dataclass(frozen=True, kw_only=True)
class ApplyForDivision:
    division_code: str
    scheme: Scheme
    seen: SeenFilings | None = None


@dataclass(frozen=True, kw_only=True)
class FileSchemeVersion:
    division_code: str
    scheme: Scheme
    reason: str
    seen: SeenFilings | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnDivision:
    division_code: str
    reasons: tuple[str, ...]
    scheme_version: int = 0


@dataclass(frozen=True, kw_only=True)
class ApproveDivision:
    division_code: str
    scheme_version: int = 0


@dataclass(frozen=True, kw_only=True)
class RecordScoring:
    division_code: str
