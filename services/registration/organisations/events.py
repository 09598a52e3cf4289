"""The events that organisations and credit lists raise; each mirrors its message in `dasai.registration.v1`."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class OrganisationListed:
    """An organisation that takes part was named by a credit list (rule B3)."""

    uscc: str
    list: str
    as_of: Instant
    source: str


@dataclass(frozen=True, kw_only=True)
class CreditListCompleted:
    """A credit list was imported whole as of a date: older listings that it does not repeat are lifted (rule B3)."""

    list: str
    as_of: Instant
