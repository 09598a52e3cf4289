"""Requests about limits; they mirror those of `dasai.accounts.v1.Limits`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Take:
    name: str
    key: str
    count: int
    most: int
    seconds: float
