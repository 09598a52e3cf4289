"""List what publicity serves over gRPC. `python -m services.publicity.server`."""

from __future__ import annotations

from dasai.publicity.v1 import (
    awards_pb2_grpc,
    evidence_pb2_grpc,
    logo_authorisations_pb2_grpc,
    notices_pb2_grpc,
    objections_pb2_grpc,
    reports_pb2_grpc,
)

from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.rpc.personal_data import PersonalData, add_PersonalDataServicer_to_server
from chassis.rpc.server import serve

from .awards.server import Awards
from .catalogue import DOCUMENTS
from .evidence.server import Evidence
from .evidence.settings import storage
from .logo_authorisations import queries as logo_authorisations
from .logo_authorisations.server import LogoAuthorisations
from .notices.server import Notices
from .objections import queries as objections
from .objections.adapters import reporter_sealer
from .objections.server import Objections
from .reports import queries as reports
from .reports.server import Reports

PERSONAL_DATA = (objections.personal_data, reports.personal_data, logo_authorisations.personal_data)
SERVICES = (
    (notices_pb2_grpc.add_NoticesServicer_to_server, Notices()),
    (objections_pb2_grpc.add_ObjectionsServicer_to_server, Objections()),
    (evidence_pb2_grpc.add_EvidenceServicer_to_server, Evidence()),
    (reports_pb2_grpc.add_ReportsServicer_to_server, Reports()),
    (awards_pb2_grpc.add_AwardsServicer_to_server, Awards()),
    (logo_authorisations_pb2_grpc.add_LogoAuthorisationsServicer_to_server, LogoAuthorisations()),
    (add_PersonalDataServicer_to_server, PersonalData(*PERSONAL_DATA)),
)

if __name__ == "__main__":
    with stating_misconfiguration():
        # no server without the key that reporters are sealed with, and without a storage for their evidence
        reporter_sealer()
        storage()
        edition()
        serve("publicity", SERVICES, documents=DOCUMENTS)
