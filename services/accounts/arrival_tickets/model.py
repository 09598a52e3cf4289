"""An open arrival ticket (rule C9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.clock import Instant

_DIGEST = re.compile("[0-9a-f]{64}")
# longer than any address that takes a command
_LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class OpenTicket:
    """The content that counts, by its SHA-256: the last that arrived, by contest time, whatever order the notes come in.

    `arrived_at` is when it arrived first since another, and `until` how long that counts, in real time; `latest_at` when it
    arrived last, and `others_at` when another did, if any. The note is kept until `kept_until`, as long as any ticket is good.
    """

    digest: str
    arrived_at: Instant
    latest_at: Instant
    others_at: Instant | None
    until: datetime
    kept_until: datetime

    @classmethod
    def first(cls, digest: str, at: Instant, until: datetime) -> OpenTicket:
        """Return the ticket of an operation that had none."""
        return cls(digest=digest, arrived_at=at, latest_at=at, others_at=None, until=until, kept_until=until)

    def with_arrival(self, digest: str, at: Instant, until: datetime) -> OpenTicket:
        """Return what counts once a content has arrived at an instant; noted twice it changes nothing."""
        kept_until = max(self.kept_until, until)
        if digest == self.digest:
            is_first = at < self.arrived_at and (self.others_at is None or at >= self.others_at)
            return replace(
                self,
                arrived_at=at if is_first else self.arrived_at,
                until=min(self.until, until) if is_first else self.until,
                latest_at=max(self.latest_at, at),
                kept_until=kept_until,
            )
        if at >= self.latest_at:
            return OpenTicket(
                digest=digest,
                arrived_at=at,
                latest_at=at,
                others_at=self.latest_at,
                until=until,
                kept_until=kept_until,
            )
        others_at = at if self.others_at is None else max(self.others_at, at)
        # what arrived between two of the other's arrivals: only the later one counts
        arrived_at = self.arrived_at if self.arrived_at >= others_at else self.latest_at
        return replace(self, arrived_at=arrived_at, others_at=others_at, kept_until=kept_until)


def is_well_formed(operation: str, digest: str) -> bool:
    """Return True if an operation is no longer than any, and a digest is a SHA-256 in hexadecimal digits."""
    return 0 < len(operation) <= _LONGEST and _DIGEST.fullmatch(digest) is not None
