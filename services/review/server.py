"""List what review serves over gRPC. `python -m services.review.server`."""

from __future__ import annotations

from dasai.review.v1 import cases_pb2_grpc, desks_pb2_grpc, national_check_pb2_grpc, recommendations_pb2_grpc

from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.rpc.personal_data import PersonalData, add_PersonalDataServicer_to_server
from chassis.rpc.server import serve

from .cases import queries as cases
from .cases.server import Cases
from .catalogue import DOCUMENTS
from .desks import queries as desks
from .desks.server import Desks
from .national_check.server import NationalCheck
from .recommendations import queries as recommendations
from .recommendations.server import Recommendations

SERVICES = (
    (desks_pb2_grpc.add_DesksServicer_to_server, Desks()),
    (cases_pb2_grpc.add_CasesServicer_to_server, Cases()),
    (recommendations_pb2_grpc.add_RecommendationsServicer_to_server, Recommendations()),
    (national_check_pb2_grpc.add_NationalCheckServicer_to_server, NationalCheck()),
    (
        add_PersonalDataServicer_to_server,
        PersonalData(desks.personal_data, cases.personal_data, recommendations.personal_data),
    ),
)

if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        serve("review", SERVICES, documents=DOCUMENTS)
