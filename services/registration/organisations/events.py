"""What registration tells the others; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class OrganisationListed:
    """An organisation that takes part stands on a credit list (rule B3)."""

    uscc: str
    list: str
    as_of: Instant
    source: str


@dataclass(frozen=True, kw_only=True)
class CreditListCompleted:
    """A credit list is known whole as of a date: who stood on it before and is not named is lifted (rule B3)."""

    list: str
    as_of: Instant
