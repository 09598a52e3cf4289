"""An open arrival ticket (rule C9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Instant

_DIGEST = re.compile("[0-9a-f]{64}")
# longer than any address that takes a command
_LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class OpenTicket:
    """The content, by its SHA-256, when it arrived first in contest time, and until when that counts in real time."""

    digest: str
    arrived_at: Instant
    until: datetime


def is_well_formed(operation: str, digest: str) -> bool:
    """Return True if an operation is no longer than any, and a digest is a SHA-256 in hexadecimal digits."""
    return 0 < len(operation) <= _LONGEST and _DIGEST.fullmatch(digest) is not None
