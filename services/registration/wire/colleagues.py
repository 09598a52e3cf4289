"""A team's accounts in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import colleagues_pb2 as pb

from ..model import commands
from ..model.team import Team
from .projects import writer

COMMANDS: dict[type, Any] = {
    pb.AnswerColleagueInvitationRequest: commands.AnswerColleagueInvitation,
    pb.RemoveAccountRequest: commands.RemoveAccount,
}


def colleague_invitation_view(team: Team, uscc: str, code: str) -> pb.ColleagueInvitation:
    """What an account hands to its colleagues."""
    return pb.ColleagueInvitation(team_id=team.id, organisation_uscc=uscc, code=code)


def accounts_view(team: Team, code: str) -> pb.ListAccountsResponse:
    """The accounts by the numbers that the team calls them by: no name (rule K4)."""
    return pb.ListAccountsResponse(
        accounts=[
            pb.TeamAccount(
                account_id=account_id,
                called=writer(team, account_id),
                organisation_uscc=team.acts_for(account_id),
                since=team.since(account_id),
            )
            for account_id in team.account_ids
        ],
        invitation_code=code,
    )
