"""Figures in the contracts."""

from __future__ import annotations

from collections.abc import Mapping

from dasai.registration.v1 import figures_pb2

from .model import Figures, TeamCount


def figures_view(
    figures: Figures, division_code: str, divisions: Mapping[str, Figures] | None = None
) -> figures_pb2.ContestFigures:
    """Return figures; `divisions` are those that they sum up."""
    return figures_pb2.ContestFigures(
        division_code=division_code,
        teams=_count(figures.teams),
        tracks=_groups(figures.tracks),
        organisation_kinds=_groups(figures.organisation_kinds),
        divisions=_groups({code: each.teams for code, each in (divisions or {}).items()}),
        hours=[
            figures_pb2.CountOfHour(begins=hour, registered=count.registered, submitted=count.submitted)
            for hour, count in figures.hours.items()
        ],
        counted_at=figures.counted_at,
    )


def _groups(counts: Mapping[str, TeamCount]) -> list[figures_pb2.CountOfGroup]:
    return [figures_pb2.CountOfGroup(group=name, teams=_count(counts[name])) for name in sorted(counts)]


def _count(teams: TeamCount) -> figures_pb2.TeamCount:
    return figures_pb2.TeamCount(
        taking_part=teams.taking_part,
        submitted=teams.submitted,
        withdrawn=teams.withdrawn,
        disqualified=teams.disqualified,
    )
