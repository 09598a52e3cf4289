"""The versions that a host filed: who filed, decided on and published each, and when (rules A4, A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .filing_faults import FilingHint
from .scheme import Scheme


class FilingState(enum.StrEnum):
    """filed -> replaced by a newer one, returned, or approved -> published."""

    FILED = "filed"
    REPLACED = "replaced"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A version as it was filed; its scheme is a document of its own, by its digest."""

    version: int
    digest: str
    edition_version: int
    state: FilingState = FilingState.FILED
    filed_by: str
    filed_at: Instant
    # why the scheme changes; empty for an application
    reason: str = ""
    hints: tuple[FilingHint, ...] = ()
    decided_by: str = ""
    decided_at: Instant | None = None
    return_reasons: tuple[str, ...] = ()
    published_by: str = ""
    published_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A new version of a published scheme, before its own publication; until then the published one stays in force."""

    version: int
    scheme: Scheme
    state: FilingState = FilingState.FILED
