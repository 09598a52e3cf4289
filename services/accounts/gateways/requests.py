"""Requests of gateways; they mirror those of `dasai.accounts.v1.Gateways`."""

from __future__ import annotations

from dataclasses import dataclass

from .model import GatewayState


@dataclass(frozen=True, kw_only=True)
class NoteGateway:
    gateway_id: str
    state: GatewayState
