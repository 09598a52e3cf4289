"""Registration's gRPC server: its services, and which subject answers each method. `python -m services.registration.server`."""

from __future__ import annotations

from dasai.registration.v1 import (
    activities_pb2_grpc,
    affiliations_pb2_grpc,
    claims_pb2_grpc,
    declarations_pb2_grpc,
    divisions_pb2_grpc,
    dossiers_pb2_grpc,
    figures_pb2_grpc,
    looks_pb2_grpc,
    materials_pb2_grpc,
    names_pb2_grpc,
    organisations_pb2_grpc,
    submissions_pb2_grpc,
    supplements_pb2_grpc,
    teams_pb2_grpc,
)

from chassis.edition import EditionError
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.privacy_notice import privacy_notice
from chassis.rpc.personal_data import PersonalData, add_PersonalDataServicer_to_server
from chassis.rpc.server import serve
from chassis.sealing import sealer
from chassis.settings import Misconfigured, settings

from .activities import queries as activities
from .activities.server import Activities, LookMethodsOfActivities
from .affiliations.server import Affiliations
from .catalogue import DOCUMENTS
from .declarations import queries as declarations
from .declarations.server import DeclarationMethodsOfProjects, DeclarationMethodsOfTeams
from .divisions import queries as divisions
from .divisions.server import Divisions
from .dossiers.server import Dossiers
from .editions.commands import adopt_edition
from .figures.server import Figures
from .looks import queries as looks
from .materials import queries as materials
from .materials.server import EvidenceMethodsOfTeams, Materials
from .names.server import Names
from .organisations.server import Organisations
from .submissions.server import Receipts, SubmissionMethodsOfProjects, SubmissionMethodsOfTeams
from .supplements.server import Supplements
from .teams import queries as teams
from .teams.adapters import signing
from .teams.server import Colleagues, JointTeams, LookMethodsOfTeams, NameClaims, TeamMethodsOfTeams


class Teams(
    TeamMethodsOfTeams,
    DeclarationMethodsOfTeams,
    EvidenceMethodsOfTeams,
    SubmissionMethodsOfTeams,
    teams_pb2_grpc.TeamsServicer,
):
    """The gRPC service `Teams`, each method answered by its subject."""


class Projects(DeclarationMethodsOfProjects, SubmissionMethodsOfProjects, declarations_pb2_grpc.ProjectsServicer):
    """The gRPC service `Projects`, each method answered by its subject."""


class Looks(LookMethodsOfTeams, LookMethodsOfActivities, looks_pb2_grpc.LooksServicer):
    """The gRPC service `Looks`, each method answered by its subject."""


SERVICES = (
    (divisions_pb2_grpc.add_DivisionsServicer_to_server, Divisions()),
    (activities_pb2_grpc.add_ActivitiesServicer_to_server, Activities()),
    (organisations_pb2_grpc.add_OrganisationsServicer_to_server, Organisations()),
    (affiliations_pb2_grpc.add_AffiliationsServicer_to_server, Affiliations()),
    (names_pb2_grpc.add_NamesServicer_to_server, Names()),
    (teams_pb2_grpc.add_TeamsServicer_to_server, Teams()),
    (teams_pb2_grpc.add_JointTeamsServicer_to_server, JointTeams()),
    (teams_pb2_grpc.add_ColleaguesServicer_to_server, Colleagues()),
    (claims_pb2_grpc.add_NameClaimsServicer_to_server, NameClaims()),
    (declarations_pb2_grpc.add_ProjectsServicer_to_server, Projects()),
    (materials_pb2_grpc.add_MaterialsServicer_to_server, Materials()),
    (submissions_pb2_grpc.add_ReceiptsServicer_to_server, Receipts()),
    (supplements_pb2_grpc.add_SupplementsServicer_to_server, Supplements()),
    (dossiers_pb2_grpc.add_DossiersServicer_to_server, Dossiers()),
    (figures_pb2_grpc.add_FiguresServicer_to_server, Figures()),
    (looks_pb2_grpc.add_LooksServicer_to_server, Looks()),
    (
        add_PersonalDataServicer_to_server,
        PersonalData(
            teams.personal_data,
            declarations.personal_data,
            materials.personal_data,
            activities.personal_data,
            divisions.personal_data,
            looks.personal_data,
            holds=teams.obstacles,
        ),
    ),
)


def prepare() -> None:
    """Adopt the edition's file; stop the server if the edition would touch what is registered (rule A1)."""
    try:
        edition()  # the one that this process goes by from now on
        adopt_edition(settings().edition_file)
    except EditionError as error:
        raise Misconfigured(f"DASAI_EDITION_FILE: {error}") from None


if __name__ == "__main__":
    with stating_misconfiguration():
        # a bad key stops the server at its start, not the first team that registers or submits
        signing.public_keys()
        sealer()
        privacy_notice()
        serve("registration", SERVICES, documents=DOCUMENTS, prepare=prepare)
