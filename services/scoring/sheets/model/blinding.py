"""Blind scoring: what an expert of a division reads names no organisation (rule E3)."""

from __future__ import annotations

import re
from dataclasses import replace

from chassis.facts.submissions import Section
from chassis.facts.teams import TeamFacts

HIDDEN = "〔隐去〕"


def blinded_section(section: Section, team: TeamFacts) -> Section:
    """Return the section as plain words without the names of team and organisations.

    Its rich form is left out: markup in the middle of a name would hide the name from us, not from the reader.
    """
    return replace(section, text=blinded(section.text, team), rich="")


def blinded(text: str, team: TeamFacts) -> str:
    """Return the text without the names and codes of the team's organisations and of the team, also if they are spaced out."""
    names = {team.team_name, *team.organisation_names, *team.usccs}
    for name in sorted((name for name in names if name.strip()), key=len, reverse=True):
        pattern = r"\s*".join(re.escape(letter) for letter in name if not letter.isspace())
        text = re.sub(pattern, HIDDEN, text, flags=re.IGNORECASE)
    return text
