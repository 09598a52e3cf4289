"""gRPC in, commands and queries out: a module an area. `python -m services.registration.server`."""

from __future__ import annotations

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

from .divisions import Activities, Divisions
from .organisations import Affiliations, Names, Organisations
from .projects import Materials, Projects, Receipts, Supplements
from .teams import Colleagues, JointTeams, Teams

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
