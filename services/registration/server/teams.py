"""Teams and who acts for them."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import teams_pb2_grpc

from chassis.rpc.server import actor, at

from .. import queries, wire
from ..commands import colleagues, joint_teams, projects, teams


class Teams(teams_pb2_grpc.TeamsServicer):
    """Teams, declarations, submissions."""

    def RegisterTeam(self, request: Any, context: Any) -> Any:
        return teams.register_team(wire.command(request), actor(), at())

    def ChangeTeam(self, request: Any, context: Any) -> Any:
        return teams.change_team(wire.command(request), actor(), at())

    def ReviveTeam(self, request: Any, context: Any) -> Any:
        return teams.revive_team(request.team_id, actor(), at())

    def WithdrawTeam(self, request: Any, context: Any) -> Any:
        return teams.withdraw_team(request.team_id, actor(), at())

    def SaveDeclaration(self, request: Any, context: Any) -> Any:
        return projects.save_declaration(wire.command(request), actor(), at())

    def AttachEvidence(self, request: Any, context: Any) -> Any:
        return projects.attach_evidence(wire.command(request), actor(), at())

    def RemoveEvidence(self, request: Any, context: Any) -> Any:
        return projects.remove_evidence(wire.command(request), actor(), at())

    def SubmitProject(self, request: Any, context: Any) -> Any:
        return projects.submit_project(wire.command(request), actor(), at())

    def GetTeam(self, request: Any, context: Any) -> Any:
        return queries.teams.get_team(request.team_id, actor())

    def ListTeams(self, request: Any, context: Any) -> Any:
        return queries.teams.list_teams(request, actor())

    def GetSubmission(self, request: Any, context: Any) -> Any:
        return queries.projects.get_submission(request, actor())

    def GetReceipt(self, request: Any, context: Any) -> Any:
        return queries.projects.get_receipt(request.number, actor())


class JointTeams(teams_pb2_grpc.JointTeamsServicer):
    """Teams of several organisations."""

    def ListCoOrganisations(self, request: Any, context: Any) -> Any:
        return queries.joint_teams.list_co_organisations(request.team_id, actor())

    def AddCoOrganisation(self, request: Any, context: Any) -> Any:
        return joint_teams.add_co_organisation(wire.command(request), actor(), at())

    def RemoveCoOrganisation(self, request: Any, context: Any) -> Any:
        return joint_teams.remove_co_organisation(wire.command(request), actor(), at())

    def RenewInvitation(self, request: Any, context: Any) -> Any:
        return joint_teams.renew_invitation(wire.command(request), actor(), at())

    def LookUpInvitation(self, request: Any, context: Any) -> Any:
        return queries.joint_teams.get_invitation(wire.invitation_key(request), actor())

    def AnswerInvitation(self, request: Any, context: Any) -> Any:
        return joint_teams.answer_invitation(wire.command(request), actor(), at())

    def TakeConsentBack(self, request: Any, context: Any) -> Any:
        return joint_teams.take_consent_back(request.team_id, actor(), at())

    def HandOverLead(self, request: Any, context: Any) -> Any:
        return joint_teams.hand_over_lead(wire.command(request), actor(), at())


class Colleagues(teams_pb2_grpc.ColleaguesServicer):
    """A team's accounts."""

    def ListAccounts(self, request: Any, context: Any) -> Any:
        return queries.colleagues.list_accounts(request.team_id, actor())

    def InviteColleagues(self, request: Any, context: Any) -> Any:
        return colleagues.invite_colleagues(request.team_id, actor(), at())

    def EndColleagueInvitation(self, request: Any, context: Any) -> Any:
        return colleagues.end_colleague_invitation(request.team_id, actor(), at())

    def AnswerColleagueInvitation(self, request: Any, context: Any) -> Any:
        return colleagues.answer_colleague_invitation(wire.command(request), actor(), at())

    def RemoveAccount(self, request: Any, context: Any) -> Any:
        return colleagues.remove_account(wire.command(request), actor(), at())
