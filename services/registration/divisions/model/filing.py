"""What a host filed, version by version: by whom, when, and what became of it (rules A4, A5)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .faults import Hint
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
    """One version as it was filed. Its scheme is kept beside the division, under its digest."""

    version: int
    digest: str
    edition_version: int
    state: FilingState = FilingState.FILED
    filed_by: str
    filed_at: Instant
    # why the scheme changes; empty for an application
    reason: str = ""
    hints: tuple[Hint, ...] = ()
    decided_by: str = ""
    decided_at: Instant | None = None
    return_reasons: tuple[str, ...] = ()
    published_by: str = ""
    published_at: Instant | None = None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A new version of a published scheme on its way to publication; the one in force stands until then."""

    version: int
    scheme: Scheme
    state: FilingState = FilingState.FILED
