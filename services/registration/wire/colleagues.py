"""A team's accounts in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import teams_pb2

from ..model import commands
from ..model.team import Team
from .projects import writer

COMMANDS: dict[type, Any] = {
    teams_pb2.AnswerColleagueInvitationRequest: commands.AnswerColleagueInvitation,
    teams_pb2.RemoveAccountRequest: commands.RemoveAccount,
}


def colleague_invitation_view(team: Team, uscc: str, code: str) -> teams_pb2.ColleagueInvitation:
    """What an account hands to its colleagues."""
    return teams_pb2.ColleagueInvitation(team_id=team.id, organisation_uscc=uscc, code=code)


def accounts_view(team: Team, code: str) -> teams_pb2.ListAccountsResponse:
    """The accounts by the numbers that the team calls them by: no name (rule K4)."""
    return teams_pb2.ListAccountsResponse(
        accounts=[
            teams_pb2.TeamAccount(
                account_id=account_id,
                called=writer(team, account_id),
                organisation_uscc=team.acts_for(account_id),
                since=team.since(account_id),
            )
            for account_id in team.account_ids
        ],
        invitation_code=code,
    )
