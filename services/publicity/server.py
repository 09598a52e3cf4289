"""List what publicity serves over gRPC. `python -m services.publicity.server`."""

from __future__ import annotations

from dasai.publicity.v1 import awards_pb2_grpc, notices_pb2_grpc, reports_pb2_grpc

from chassis.rpc.server import serve

from .awards.server import Awards
from .catalogue import DOCUMENTS
from .notices.server import Notices
from .reports.adapters import reporter_sealer
from .reports.server import Reports

SERVICES = (
    (notices_pb2_grpc.add_NoticesServicer_to_server, Notices()),
    (reports_pb2_grpc.add_ReportsServicer_to_server, Reports()),
    (awards_pb2_grpc.add_AwardsServicer_to_server, Awards()),
)

if __name__ == "__main__":
    reporter_sealer()  # no server without the key that reporters are sealed with
    serve("publicity", SERVICES, documents=DOCUMENTS)
