"""Requests about arrival tickets; they mirror those of `dasai.accounts.v1.ArrivalTickets`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OpenTicket:
    operation: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class GetOpenTicket:
    operation: str
