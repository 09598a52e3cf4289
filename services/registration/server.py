"""gRPC in, commands and queries out. `python -m services.registration.server`."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import (
    activities_pb2_grpc,
    affiliations_pb2_grpc,
    colleagues_pb2_grpc,
    joint_teams_pb2_grpc,
    materials_pb2_grpc,
    names_pb2_grpc,
    projects_pb2_grpc,
    receipts_pb2_grpc,
    supplements_pb2_grpc,
)
from dasai.registration.v1 import service_pb2_grpc as grpc_

from chassis.rpc.server import actor, at, serve

from . import queries, store, wire
from .adapters import signing
from .commands import (
    activities,
    affiliations,
    colleagues,
    divisions,
    joint_teams,
    materials,
    names,
    organisations,
    projects,
    receipts,
    supplements,
    teams,
)


class Divisions(grpc_.DivisionsServicer):
    """Divisions and their schemes."""

    def ApplyForDivision(self, request: Any, context: Any) -> Any:
        return divisions.apply_for_division(wire.command(request), actor(), at())

    def FileSchemeVersion(self, request: Any, context: Any) -> Any:
        return divisions.file_scheme_version(wire.command(request), actor(), at())

    def ReturnDivision(self, request: Any, context: Any) -> Any:
        return divisions.return_division(wire.command(request), actor(), at())

    def ApproveDivision(self, request: Any, context: Any) -> Any:
        return divisions.approve_division(wire.command(request), actor(), at())

    def PublishScheme(self, request: Any, context: Any) -> Any:
        return divisions.publish_scheme(request.division_code, actor(), at())

    def GetDivision(self, request: Any, context: Any) -> Any:
        return queries.divisions.get_division(request.division_code, actor())

    def ListDivisions(self, request: Any, context: Any) -> Any:
        return queries.divisions.list_divisions(request, actor())

    def ListSchemeVersions(self, request: Any, context: Any) -> Any:
        return queries.divisions.list_scheme_versions(request.division_code, actor())

    def GetSchemeVersion(self, request: Any, context: Any) -> Any:
        return queries.divisions.get_scheme_version(request, actor())


class Activities(activities_pb2_grpc.ActivitiesServicer):
    """Publicity activities and sign-up."""

    def PublishActivity(self, request: Any, context: Any) -> Any:
        return activities.publish_activity(wire.command(request), actor(), at())

    def ChangeActivity(self, request: Any, context: Any) -> Any:
        return activities.change_activity(wire.command(request), actor(), at())

    def CancelActivity(self, request: Any, context: Any) -> Any:
        return activities.cancel_activity(wire.command(request), actor(), at())

    def GetActivity(self, request: Any, context: Any) -> Any:
        return queries.activities.get_activity(request.activity_id, actor())

    def ListActivities(self, request: Any, context: Any) -> Any:
        return queries.activities.list_activities(request, actor())

    def SignUp(self, request: Any, context: Any) -> Any:
        return activities.sign_up(wire.command(request), actor(), at())

    def SignOff(self, request: Any, context: Any) -> Any:
        return activities.sign_off(request.activity_id, actor(), at())

    def ListMySignUps(self, request: Any, context: Any) -> Any:
        return queries.activities.list_my_sign_ups(request, actor())

    def ListSignUps(self, request: Any, context: Any) -> Any:
        return queries.activities.list_sign_ups(request, actor())

    def ExportSignUps(self, request: Any, context: Any) -> Any:
        return activities.export_sign_ups(wire.command(request), actor(), at())


class JointTeams(joint_teams_pb2_grpc.JointTeamsServicer):
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


class Colleagues(colleagues_pb2_grpc.ColleaguesServicer):
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


class Organisations(grpc_.OrganisationsServicer):
    """Organisations and their credit."""

    def GetOrganisation(self, request: Any, context: Any) -> Any:
        return queries.organisations.get_organisation(request.uscc, actor())

    def SearchOrganisations(self, request: Any, context: Any) -> Any:
        return queries.organisations.search_organisations(request, actor())

    def ImportCreditList(self, request: Any, context: Any) -> Any:
        return organisations.import_credit_list(wire.command(request), actor(), at())


class Teams(grpc_.TeamsServicer):
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


class Projects(projects_pb2_grpc.ProjectsServicer):
    """Drafts, completeness, versions."""

    def GetDeclaration(self, request: Any, context: Any) -> Any:
        return queries.projects.get_declaration(request, actor())

    def GetCompleteness(self, request: Any, context: Any) -> Any:
        return queries.projects.get_completeness(request.team_id, actor())

    def ListVersions(self, request: Any, context: Any) -> Any:
        return queries.projects.list_versions(request.team_id, actor())

    def CompareVersions(self, request: Any, context: Any) -> Any:
        return queries.projects.compare_versions(request, actor())


class Supplements(supplements_pb2_grpc.SupplementsServicer):
    """Supplementary material."""

    def ListSupplements(self, request: Any, context: Any) -> Any:
        return queries.teams.list_supplements(request.team_id, actor())

    def AnswerSupplement(self, request: Any, context: Any) -> Any:
        return supplements.answer_supplement(wire.command(request), actor(), at())


class Materials(materials_pb2_grpc.MaterialsServicer):
    """Uploads and material."""

    def BeginUpload(self, request: Any, context: Any) -> Any:
        return materials.begin_upload(wire.command(request), actor(), at())

    def GetUpload(self, request: Any, context: Any) -> Any:
        return queries.materials.get_upload(request.upload_id, actor(), at())

    def CompleteUpload(self, request: Any, context: Any) -> Any:
        return materials.complete_upload(request.upload_id, actor(), at())

    def EndUpload(self, request: Any, context: Any) -> Any:
        return materials.end_upload(request.upload_id, actor(), at())

    def GetMaterial(self, request: Any, context: Any) -> Any:
        return queries.materials.get_material(request, actor())

    def ListMaterials(self, request: Any, context: Any) -> Any:
        return queries.materials.list_materials(request, actor())


class Affiliations(affiliations_pb2_grpc.AffiliationsServicer):
    """Who belongs to whom."""

    def ImportAffiliations(self, request: Any, context: Any) -> Any:
        return affiliations.import_affiliations(wire.command(request), actor(), at())

    def GetAffiliations(self, request: Any, context: Any) -> Any:
        return queries.organisations.get_affiliations(request.uscc, actor())


class Names(names_pb2_grpc.NamesServicer):
    """Word lists and what they find."""

    def ImportWordList(self, request: Any, context: Any) -> Any:
        return names.import_word_list(wire.command(request), actor(), at())

    def ListWordLists(self, request: Any, context: Any) -> Any:
        return queries.names.list_word_lists(actor())

    def ScreenName(self, request: Any, context: Any) -> Any:
        return names.screen_name(request.text, actor())


class Receipts(receipts_pb2_grpc.ReceiptsServicer):
    """Receipts verified by anyone."""

    def ListReceiptKeys(self, request: Any, context: Any) -> Any:
        return receipts.list_receipt_keys()

    def VerifyReceipt(self, request: Any, context: Any) -> Any:
        return receipts.verify_receipt(request)


SERVICES = (
    (grpc_.add_DivisionsServicer_to_server, Divisions()),
    (activities_pb2_grpc.add_ActivitiesServicer_to_server, Activities()),
    (grpc_.add_OrganisationsServicer_to_server, Organisations()),
    (affiliations_pb2_grpc.add_AffiliationsServicer_to_server, Affiliations()),
    (grpc_.add_TeamsServicer_to_server, Teams()),
    (joint_teams_pb2_grpc.add_JointTeamsServicer_to_server, JointTeams()),
    (colleagues_pb2_grpc.add_ColleaguesServicer_to_server, Colleagues()),
    (projects_pb2_grpc.add_ProjectsServicer_to_server, Projects()),
    (supplements_pb2_grpc.add_SupplementsServicer_to_server, Supplements()),
    (receipts_pb2_grpc.add_ReceiptsServicer_to_server, Receipts()),
    (names_pb2_grpc.add_NamesServicer_to_server, Names()),
    (materials_pb2_grpc.add_MaterialsServicer_to_server, Materials()),
)

if __name__ == "__main__":
    signing.public_keys()  # a key that is none stops the server at its start, not the first team that submits
    serve("registration", SERVICES, documents=store.DOCUMENTS)
