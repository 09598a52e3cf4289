"""Requests that follow from events by which projects enter and leave rounds."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.facts.schemes import Stage
from chassis.facts.teams import TeamFacts

from ..rounds.model.standing import ReviewEvent


@dataclass(frozen=True, kw_only=True)
class JudgeTeam:
    """Review decided of a submission, reopened the case, or let a rejection become final."""

    team: TeamFacts
    event: ReviewEvent


@dataclass(frozen=True, kw_only=True)
class EnterFinalists:
    """The finalist list was confirmed."""

    teams: tuple[TeamFacts, ...]


@dataclass(frozen=True, kw_only=True)
class RecordAccounts:
    """Other accounts act for a team."""

    team: TeamFacts


@dataclass(frozen=True, kw_only=True)
class DropTeam:
    """A team withdrew or lost its place; `division_code` and `track` say in which rounds it may be.

    `team_id` is empty if nothing follows.
    """

    team_id: str
    division_code: str
    track: str
    reason: str
    stages: tuple[Stage, ...] = (Stage.DIVISION, Stage.FINAL)
