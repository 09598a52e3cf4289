"""The seal on reporters (rules H2, K4)."""

from __future__ import annotations

from functools import lru_cache

from chassis.sealing import Sealed, Sealer
from chassis.settings import settings


@lru_cache(maxsize=1)
def reporter_sealer() -> Sealer:
    """Return the sealer with the keys of DASAI_REPORTER_KEYS; raises ValueError or Misconfigured if they are not well formed."""
    return Sealer.from_json(settings().secret("reporter_keys"))


def seal_reporter(report_id: str, plain: bytes) -> Sealed:
    """Seal a reporter for its report."""
    return reporter_sealer().seal(plain, _context(report_id))


def open_reporter(report_id: str, sealed: Sealed) -> bytes:
    """Open the seal of a report's reporter."""
    return reporter_sealer().open(sealed, _context(report_id))


def _context(report_id: str) -> bytes:
    return f"reporter:{report_id}".encode()
