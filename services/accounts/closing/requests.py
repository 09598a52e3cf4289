"""Requests about closing; they mirror those of `dasai.accounts.v1.Closing`."""

from __future__ import annotations

from dataclasses import dataclass

from .model import Obstacle


@dataclass(frozen=True, kw_only=True)
class CloseAccount:
    """`obstacles` are what other services say must be done before."""

    password: str
    obstacles: tuple[Obstacle, ...]
