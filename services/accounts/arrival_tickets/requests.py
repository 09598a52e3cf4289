"""Requests about arrival tickets; they mirror those of `dasai.accounts.v1.ArrivalTickets`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Instant


@dataclass(frozen=True, kw_only=True)
class OpenTicket:
    operation: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class GetOpenTicket:
    operation: str


@dataclass(frozen=True, kw_only=True)
class GivenTicket:
    account_id: str
    operation: str
    digest: str
    arrived_at: Instant
    until: datetime


@dataclass(frozen=True, kw_only=True)
class NoteTickets:
    tickets: tuple[GivenTicket, ...]
