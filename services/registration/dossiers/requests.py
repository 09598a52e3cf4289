"""What callers ask of dossiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RequestDossier:
    division_code: str
