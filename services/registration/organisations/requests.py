"""Requests of callers about organisations and credit lists."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Instant

from .model import CreditList


@dataclass(frozen=True, kw_only=True)
class CreditListEntry:
    uscc: str
    name: str


@dataclass(frozen=True, kw_only=True)
class ImportCreditList:
    list: CreditList
    as_of: Instant
    source: str
    entries: tuple[CreditListEntry, ...] = ()
    complete: bool = False
    # in base64
    file: str = ""
    # leave out the lines with faults of earlier parts on purpose
    waive_faults: bool = False
    dry_run: bool = False
