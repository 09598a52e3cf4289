"""List what scoring serves over gRPC. `python -m services.scoring.server`."""

from __future__ import annotations

from dasai.scoring.v1 import local_awards_pb2_grpc, panels_pb2_grpc, rounds_pb2_grpc, sheets_pb2_grpc

from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.rpc.personal_data import PersonalData, add_PersonalDataServicer_to_server
from chassis.rpc.server import serve

from .catalogue import DOCUMENTS
from .local_awards.server import LocalAwardServicer
from .panels import queries as panels
from .panels.server import PanelServicer
from .rankings.adapters import ranking_key
from .rankings.server import RankingServicer
from .rounds.server import RoundServicer
from .sheets import queries as sheets
from .sheets.server import AssignmentServicer, RecusalServicer, SheetServicer


class Panels(PanelServicer, RecusalServicer):
    """The contract's service Panels, of two subjects."""


class Rounds(RoundServicer, AssignmentServicer, RankingServicer):
    """The contract's service Rounds, of three subjects."""


SERVICES = (
    (panels_pb2_grpc.add_PanelsServicer_to_server, Panels()),
    (rounds_pb2_grpc.add_RoundsServicer_to_server, Rounds()),
    (sheets_pb2_grpc.add_SheetsServicer_to_server, SheetServicer()),
    (local_awards_pb2_grpc.add_LocalAwardsServicer_to_server, LocalAwardServicer()),
    (add_PersonalDataServicer_to_server, PersonalData(panels.personal_data, sheets.personal_data)),
)

if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        ranking_key()
        serve("scoring", SERVICES, documents=DOCUMENTS)
