"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AffiliationsChanged:
    """What an organisation belongs to changed (rule B8)."""

    uscc: str
    # all that are or were its parents
    uppers: tuple[str, ...] = ()
