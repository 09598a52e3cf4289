"""Blind scoring: what an expert of a division reads names no organisation (rule E3)."""

from __future__ import annotations

import re

from .facts import TeamFacts

HIDDEN = "〔隐去〕"


def blinded(text: str, team: TeamFacts) -> str:
    """The text without the names and codes of the team's organisations and of the team, also where they are spaced out."""
    organisations = (team.lead, *team.co_organisations)
    words = {team.team_name, *(one.name for one in organisations), *(one.uscc for one in organisations)}
    for word in sorted((one for one in words if one.strip()), key=len, reverse=True):
        pattern = r"\s*".join(re.escape(letter) for letter in word if not letter.isspace())
        text = re.sub(pattern, HIDDEN, text, flags=re.IGNORECASE)
    return text
