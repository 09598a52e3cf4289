"""Of divisions."""

from __future__ import annotations

from dataclasses import dataclass

from ..scheme import Scheme


@dataclass(frozen=True, kw_only=True)
class ApplyForDivision:
    division_code: str
    scheme: Scheme


@dataclass(frozen=True, kw_only=True)
class ReturnDivision:
    division_code: str
    reasons: tuple[str, ...]
