"""Teams over gRPC: a line a method."""

from __future__ import annotations

import grpc
from dasai.registration.v1 import claims_pb2, claims_pb2_grpc, looks_pb2, teams_pb2, teams_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import queries, requests, wire
from .commands import claims, colleagues, joint_teams, passing_on, showing, teams


class TeamMethodsOfTeams:
    """The methods of the gRPC service `Teams` about teams."""

    def RegisterTeam(self, request: teams_pb2.RegisterTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return teams.register_team(from_message(request, requests.RegisterTeam), actor(), at())

    def ChangeTeam(self, request: teams_pb2.ChangeTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return teams.change_team(from_message(request, requests.ChangeTeam), actor(), at())

    def ReviveTeam(self, request: teams_pb2.ReviveTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return teams.revive_team(request.team_id, actor(), at())

    def WithdrawTeam(self, request: teams_pb2.WithdrawTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return teams.withdraw_team(request.team_id, actor(), at())

    def GetTeam(self, request: teams_pb2.GetTeamRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return showing.show_team(request.team_id, actor(), at())

    def ListTeams(
        self, request: teams_pb2.ListTeamsRequest, context: grpc.ServicerContext
    ) -> teams_pb2.ListTeamsResponse:
        return queries.list_teams(request, actor())


class LookMethodsOfTeams:
    """The methods of the gRPC service `Looks` about teams."""

    def ListTeamLooks(
        self, request: looks_pb2.ListTeamLooksRequest, context: grpc.ServicerContext
    ) -> looks_pb2.ListLooksResponse:
        return queries.list_team_looks(request, actor())


class JointTeams(teams_pb2_grpc.JointTeamsServicer):
    """The methods for teams of several organisations."""

    def ListCoOrganisations(
        self, request: teams_pb2.ListCoOrganisationsRequest, context: grpc.ServicerContext
    ) -> teams_pb2.ListCoOrganisationsResponse:
        return queries.list_co_organisations(request.team_id, actor())

    def AddCoOrganisation(
        self, request: teams_pb2.AddCoOrganisationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return joint_teams.add_co_organisation(from_message(request, requests.AddCoOrganisation), actor(), at())

    def RemoveCoOrganisation(
        self, request: teams_pb2.RemoveCoOrganisationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return joint_teams.remove_co_organisation(from_message(request, requests.RemoveCoOrganisation), actor(), at())

    def RenewInvitation(
        self, request: teams_pb2.RenewInvitationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.CoOrganisation:
        return joint_teams.renew_invitation(from_message(request, requests.RenewInvitation), actor(), at())

    def LookUpInvitation(
        self, request: teams_pb2.LookUpInvitationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Invitation:
        return queries.get_invitation(wire.invitation_key(request), actor())

    def AnswerInvitation(
        self, request: teams_pb2.AnswerInvitationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Invitation:
        return joint_teams.answer_invitation(from_message(request, requests.AnswerInvitation), actor(), at())

    def TakeConsentBack(
        self, request: teams_pb2.TakeConsentBackRequest, context: grpc.ServicerContext
    ) -> teams_pb2.TakeConsentBackResponse:
        return joint_teams.take_consent_back(request.team_id, actor(), at())

    def HandOverLead(self, request: teams_pb2.HandOverLeadRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return joint_teams.hand_over_lead(from_message(request, requests.HandOverLead), actor(), at())


class NameClaims(claims_pb2_grpc.NameClaimsServicer):
    """The methods for claims to names that another team holds."""

    def ListNameClaims(
        self, request: claims_pb2.ListNameClaimsRequest, context: grpc.ServicerContext
    ) -> claims_pb2.ListNameClaimsResponse:
        return queries.list_name_claims(request, actor())

    def GetNameClaim(
        self, request: claims_pb2.GetNameClaimRequest, context: grpc.ServicerContext
    ) -> claims_pb2.NameClaim:
        return queries.get_name_claim(request, actor())

    def AnswerNameClaim(
        self, request: claims_pb2.AnswerNameClaimRequest, context: grpc.ServicerContext
    ) -> claims_pb2.NameClaim:
        return claims.answer_name_claim(from_message(request, requests.AnswerNameClaim), actor(), at())

    def DecideNameClaim(
        self, request: claims_pb2.DecideNameClaimRequest, context: grpc.ServicerContext
    ) -> claims_pb2.NameClaim:
        return claims.decide_name_claim(from_message(request, requests.DecideNameClaim), actor(), at())


class Colleagues(teams_pb2_grpc.ColleaguesServicer):
    """The methods for a team's accounts."""

    def ListAccounts(
        self, request: teams_pb2.ListAccountsRequest, context: grpc.ServicerContext
    ) -> teams_pb2.ListAccountsResponse:
        return queries.list_accounts(request.team_id, actor())

    def InviteColleagues(
        self, request: teams_pb2.InviteColleaguesRequest, context: grpc.ServicerContext
    ) -> teams_pb2.ColleagueInvitation:
        return colleagues.invite_colleagues(request.team_id, actor(), at())

    def EndColleagueInvitation(
        self, request: teams_pb2.EndColleagueInvitationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.EndColleagueInvitationResponse:
        return colleagues.end_colleague_invitation(request.team_id, actor(), at())

    def AnswerColleagueInvitation(
        self, request: teams_pb2.AnswerColleagueInvitationRequest, context: grpc.ServicerContext
    ) -> teams_pb2.Team:
        return colleagues.answer_colleague_invitation(
            from_message(request, requests.AnswerColleagueInvitation), actor(), at()
        )

    def RemoveAccount(
        self, request: teams_pb2.RemoveAccountRequest, context: grpc.ServicerContext
    ) -> teams_pb2.RemoveAccountResponse:
        return colleagues.remove_account(from_message(request, requests.RemoveAccount), actor(), at())

    def PassOn(self, request: teams_pb2.PassOnRequest, context: grpc.ServicerContext) -> teams_pb2.PassingOn:
        return passing_on.pass_on(from_message(request, requests.PassOn), actor(), at())

    def ListPassingsOn(
        self, request: teams_pb2.ListPassingsOnRequest, context: grpc.ServicerContext
    ) -> teams_pb2.ListPassingsOnResponse:
        return queries.list_passings_on(request.team_id, actor())

    def ObjectToPassingOn(
        self, request: teams_pb2.ObjectToPassingOnRequest, context: grpc.ServicerContext
    ) -> teams_pb2.PassingOn:
        return passing_on.object_to_passing_on(request.team_id, actor(), at())

    def TakeOver(self, request: teams_pb2.TakeOverRequest, context: grpc.ServicerContext) -> teams_pb2.Team:
        return passing_on.take_over(from_message(request, requests.TakeOver), actor(), at())
