"""Requests that follow from events by which a team may lose its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class DisqualifyTeam:
    """A report against the team, or a claim to its names, was decided."""

    team_id: str
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FollowObjection:
    """An objection to a notice was settled; `left_off`: that the list should have the team."""

    team_id: str
    left_off: bool
    upheld: bool
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ApplyDisqualification:
    """A case or a hit of this service disqualified the team."""

    team_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class FollowCase:
    """The team's case was decided or opened again, or an appeal was settled or is no longer possible."""

    team_id: str


@dataclass(frozen=True, kw_only=True)
class FollowProposal:
    """A version of the finalist list was proposed with these teams."""

    team_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FollowNotice:
    """A notice opened that lists these teams; `of_finalists` is False if it announces something else."""

    of_finalists: bool
    team_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FollowStrike:
    """A finalist was struck from the list."""

    team_id: str
    code: str
