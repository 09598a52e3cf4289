"""Requests about score sheets; they mirror those of `dasai.scoring.v1` and the event of a submission."""

from __future__ import annotations

from dataclasses import dataclass

from .model.sheet import Score


@dataclass(frozen=True, kw_only=True)
class CommitSeed:
    round_id: str
    seed_hash: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignExperts:
    round_id: str
    seed: str
    further_team_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recuse:
    panel_id: str
    sheet_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SaveSheet:
    sheet_id: str
    scores: tuple[Score, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class SubmitSheet:
    sheet_id: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class KeepDeclaration:
    """A team submitted its declaration: keep it as its experts will read it."""

    team_id: str
    number: int
    content: bytes
