"""What rulings on reports and objections share: the rules that may have been broken, and where the team's page is."""

from __future__ import annotations

from fastapi import Request

from gateway.rpc import actor_of

from ..navigation import is_open
from ..words import text

# the rules that a team is most often said to have broken, by the codes that rulings name; any other may be written
RULES = (
    "B10_FALSE_DECLARATION",
    "C5_FOREIGN_MATERIAL",
    "C3_NOT_OWN_PROPERTY",
    "B7_DUPLICATE_PROJECT",
    "B8_AFFILIATED_ORGANISATION",
    "B3_CREDIT_LISTED",
    "B5_PERSON_IN_TWO_TEAMS",
)


def rule_choices() -> list[tuple[str, str]]:
    """Return the choices of a form for the broken rule: codes and words."""
    return [("", str(text("common.choose"))), *((code, str(text(f"rulings.rule.{code}"))) for code in RULES)]


def rule_given(rule: str, code: str) -> str:
    """Return the code of the broken rule of a form: the one that is written, else the one that is chosen."""
    return code.strip().upper() or rule


def path_of_team(team_id: str, request: Request) -> str:
    """Return the path of a team's page of staff; empty if the reader may not open it."""
    path = f"/staff/teams/{team_id}"
    return path if team_id and is_open(path, actor_of(request)) else ""
