"""The page of a division's results, which is linked from the day on which its scheme is published."""

from __future__ import annotations

import grpc
import pytest
from dasai.registration.v1 import divisions_pb2
from dasai.scoring.v1 import local_awards_pb2, local_awards_pb2_grpc

from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from tests.unit.gateway.running import Gateway


class LocalAwards(local_awards_pb2_grpc.LocalAwardsServicer):
    """A servicer of a division's awards; without any it answers as scoring does."""

    awards: tuple[str, ...] = ()

    def GetLocalAwards(
        self, request: local_awards_pb2.GetLocalAwardsRequest, context: grpc.ServicerContext
    ) -> local_awards_pb2.DivisionAwards:
        if not self.awards:
            refuse(NOT_FOUND, what="local awards")
        awards = [{"category": "优秀项目", "project_name": name} for name in self.awards]
        return local_awards_pb2.DivisionAwards(division_code=request.division_code, awards=awards)


@pytest.fixture
def local_awards(gateway: Gateway) -> LocalAwards:
    """Serve a division whose scheme is published, and its awards."""

    def answer(code: str) -> divisions_pb2.Division:
        division = divisions_pb2.Division(code=code, state="DIVISION_STATE_OPEN")
        division.scheme.tracks.add(track="industry")
        return division

    servicer = LocalAwards()
    gateway.stop()
    gateway.divisions.answer = answer
    gateway.more.append((local_awards_pb2_grpc.add_LocalAwardsServicer_to_server, servicer))
    gateway.serve()
    return servicer


def test_e6_e7_results_are_shown_before_any_award_is_granted(gateway: Gateway, local_awards: LocalAwards) -> None:
    """E6, E7: the rankings of its tracks are linked, and of awards the page says that there are none."""
    shown = gateway.get("/results/divisions/110000")
    assert shown.status_code == 200
    assert "本分赛尚未公布获奖名单" in shown.text
    assert "/results/divisions/110000/industry" in shown.text
    local_awards.awards = ("获奖项目",)
    granted = gateway.get("/results/divisions/110000").text
    assert ("获奖项目" in granted, "本分赛尚未公布获奖名单" in granted) == (True, False)
