"""What registration shows, and to whom (rule K1): a module an area."""

from . import activities, colleagues, divisions, joint_teams, materials, names, organisations, projects, teams

__all__ = [
    "activities",
    "colleagues",
    "divisions",
    "joint_teams",
    "materials",
    "names",
    "organisations",
    "projects",
    "teams",
]
