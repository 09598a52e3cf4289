"""Of a team's accounts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class AnswerColleagueInvitation:
    team_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class RemoveAccount:
    team_id: str
    account_id: str
