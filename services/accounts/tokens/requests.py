"""Requests about API tokens; they mirror those of `dasai.accounts.v1.Tokens`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MakeToken:
    """`days` says how long the token is good for."""

    name: str
    scopes: tuple[str, ...]
    days: int
