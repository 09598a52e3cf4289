"""The event that affiliations raise; it mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AffiliationsChanged:
    """The relations of an organisation to those above it changed (rule B8)."""

    uscc: str
    # the codes of all that are or were its parents
    uppers: tuple[str, ...] = ()
