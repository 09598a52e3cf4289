"""gRPC in, commands and queries out: a module an area. `python -m services.registration.server`."""

from __future__ import annotations

from dasai.registration.v1 import (
    activities_pb2_grpc,
    affiliations_pb2_grpc,
    declarations_pb2_grpc,
    divisions_pb2_grpc,
    materials_pb2_grpc,
    names_pb2_grpc,
    organisations_pb2_grpc,
    submissions_pb2_grpc,
    supplements_pb2_grpc,
    teams_pb2_grpc,
)

from .divisions import Activities, Divisions
from .organisations import Affiliations, Names, Organisations
from .projects import Materials, Projects, Receipts, Supplements
from .teams import Colleagues, JointTeams, Teams

SERVICES = (
    (divisions_pb2_grpc.add_DivisionsServicer_to_server, Divisions()),
    (activities_pb2_grpc.add_ActivitiesServicer_to_server, Activities()),
    (organisations_pb2_grpc.add_OrganisationsServicer_to_server, Organisations()),
    (affiliations_pb2_grpc.add_AffiliationsServicer_to_server, Affiliations()),
    (teams_pb2_grpc.add_TeamsServicer_to_server, Teams()),
    (teams_pb2_grpc.add_JointTeamsServicer_to_server, JointTeams()),
    (teams_pb2_grpc.add_ColleaguesServicer_to_server, Colleagues()),
    (declarations_pb2_grpc.add_ProjectsServicer_to_server, Projects()),
    (supplements_pb2_grpc.add_SupplementsServicer_to_server, Supplements()),
    (submissions_pb2_grpc.add_ReceiptsServicer_to_server, Receipts()),
    (names_pb2_grpc.add_NamesServicer_to_server, Names()),
    (materials_pb2_grpc.add_MaterialsServicer_to_server, Materials()),
)
