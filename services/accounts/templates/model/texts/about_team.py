"""Make the templates about a team, which lead to its page."""

from __future__ import annotations

from ..template import Category, Template

TEAM = "/teams/{team_id}"


def about_team(
    identifier: str, category: Category, facts: tuple[str, ...], zh: tuple[str, str], en: tuple[str, str]
) -> Template:
    """Return a template about a team, to the accounts that act for it."""
    return Template(id=identifier, category=category, facts=("team_id", "team_name", *facts), zh=zh, en=en, link=TEAM)
