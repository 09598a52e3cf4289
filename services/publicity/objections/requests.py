"""Requests of people about objections; they mirror those of `dasai.publicity.v1.Objections`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileObjection:
    """Someone objects to a notice (F8)."""

    notice_id: str
    team_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SettleObjection:
    """The committee upholds an objection, or it or the secretariat sets it aside (F8)."""

    objection_id: str
    upheld: bool
    code: str
    reason: str
    hearing: str


@dataclass(frozen=True, slots=True)
class DismissObjections:
    """Several objections are set aside together (F8)."""

    objection_ids: tuple[str, ...]
    reason: str
