"""What registration shows, and to whom (rule K1): a module an area."""

from . import (
    activities,
    colleagues,
    completeness,
    divisions,
    joint_teams,
    materials,
    names,
    organisations,
    projects,
    receipts,
    teams,
)

__all__ = [
    "activities",
    "colleagues",
    "completeness",
    "divisions",
    "joint_teams",
    "materials",
    "names",
    "organisations",
    "projects",
    "receipts",
    "teams",
]
