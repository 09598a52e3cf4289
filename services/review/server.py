"""gRPC in, commands and queries out. `python -m services.review.server`."""

from __future__ import annotations

from typing import Any

from dasai.review.v1 import cases_pb2_grpc, desks_pb2_grpc, national_check_pb2_grpc, recommendations_pb2_grpc

from chassis.rpc.server import actor, at, serve

from . import queries, store, wire
from .commands import cases, desks, national, recommendations


class Desks(desks_pb2_grpc.DesksServicer):
    """Review desks."""

    def AppointReviewers(self, request: Any, context: Any) -> Any:
        return desks.appoint_reviewers(wire.command(request), actor(), at())

    def GetDesk(self, request: Any, context: Any) -> Any:
        return queries.get_desk(request.division_code, actor())


class Cases(cases_pb2_grpc.CasesServicer):
    """Review cases."""

    def GetCase(self, request: Any, context: Any) -> Any:
        return queries.get_case(request.case_id, actor(), at())

    def ListCases(self, request: Any, context: Any) -> Any:
        return queries.list_cases(request, actor(), at())

    def DecideCase(self, request: Any, context: Any) -> Any:
        return cases.decide_case(wire.command(request), actor(), at())

    def ReassignCase(self, request: Any, context: Any) -> Any:
        return cases.reassign_case(wire.command(request), actor(), at())

    def AppealCase(self, request: Any, context: Any) -> Any:
        return cases.appeal_case(wire.command(request), actor(), at())

    def SettleAppeal(self, request: Any, context: Any) -> Any:
        return cases.settle_appeal(wire.command(request), actor(), at())


class Recommendations(recommendations_pb2_grpc.RecommendationsServicer):
    """What divisions put forward."""

    def FileRecommendation(self, request: Any, context: Any) -> Any:
        return recommendations.file_recommendation(wire.command(request), actor(), at())

    def SubstituteProject(self, request: Any, context: Any) -> Any:
        return recommendations.substitute_project(wire.command(request), actor(), at())

    def GetRecommendation(self, request: Any, context: Any) -> Any:
        return queries.get_recommendation(request.division_code, actor())


class NationalCheck(national_check_pb2_grpc.NationalCheckServicer):
    """The secretariat's check and the finalist list."""

    def RunNationalCheck(self, request: Any, context: Any) -> Any:
        return national.run_national_check(actor(), at())

    def ListHits(self, request: Any, context: Any) -> Any:
        return queries.list_hits(request, actor())

    def SettleHit(self, request: Any, context: Any) -> Any:
        return national.settle_hit(wire.command(request), actor(), at())

    def ProposeFinalists(self, request: Any, context: Any) -> Any:
        return national.propose_finalists(actor(), at())

    def GetFinalists(self, request: Any, context: Any) -> Any:
        return queries.get_finalists(actor())


SERVICES = (
    (desks_pb2_grpc.add_DesksServicer_to_server, Desks()),
    (cases_pb2_grpc.add_CasesServicer_to_server, Cases()),
    (recommendations_pb2_grpc.add_RecommendationsServicer_to_server, Recommendations()),
    (national_check_pb2_grpc.add_NationalCheckServicer_to_server, NationalCheck()),
)

if __name__ == "__main__":
    serve("review", SERVICES, documents=store.DOCUMENTS)
