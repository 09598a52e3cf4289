"""Events of dossiers; they mirror their messages in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class DossierRequested:
    dossier_id: str
    division_code: str
    account_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class DossierCompleted:
    dossier_id: str
    division_code: str
    sha256: str
    size_bytes: int
    teams: int
    files: int
    account_id: str
    expires_at: Instant


@dataclass(frozen=True, kw_only=True)
class DossierFetched:
    dossier_id: str
    division_code: str
    account_id: str
    role: str


@dataclass(frozen=True, kw_only=True)
class DossierEnded:
    dossier_id: str
    division_code: str
    outcome: str
    requested_by: str
    account_id: str = ""
    failure: str = ""
