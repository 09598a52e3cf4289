"""The seal on reporters (rules H2, K4)."""

from __future__ import annotations

from chassis.sealing import Sealed

from ..objections.adapters import reporter_sealer


def seal_reporter(report_id: str, plain: bytes) -> Sealed:
    """Seal a reporter for its report."""
    return reporter_sealer().seal(plain, _context(report_id))


def open_reporter(report_id: str, sealed: Sealed) -> bytes:
    """Open the seal of a report's reporter."""
    return reporter_sealer().open(sealed, _context(report_id))


def _context(report_id: str) -> bytes:
    return f"reporter:{report_id}".encode()
