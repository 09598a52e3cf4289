"""Acts of a round's pages that are sent twice: each goes under the key of its form, so that it is done once (E2, E6, G1)."""

from __future__ import annotations

import re
from typing import NoReturn

import grpc
import pytest
from dasai.scoring.v1 import rankings_pb2, rounds_pb2, rounds_pb2_grpc, sheets_pb2, sheets_pb2_grpc

from chassis.context import current
from chassis.kernel.refusal import refuse
from chassis.refusals import KEY_REUSED, UNAVAILABLE
from tests.unit.gateway.running import ALL_ROLES, Gateway

ROUND = "/staff/rounds/division-110000-industry"


class Rounds(rounds_pb2_grpc.RoundsServicer, sheets_pb2_grpc.SheetsServicer):
    """A servicer of a round that refuses each act, because it is away at first, and keeps the keys of the calls."""

    def __init__(self) -> None:
        self.refusal, self.state = UNAVAILABLE, "COLLECTING"
        self.keys: list[str] = []

    def _refuse(self) -> NoReturn:
        self.keys.append(current().idempotency_key)
        refuse(self.refusal)

    def GetRound(self, request: rounds_pb2.GetRoundRequest, context: grpc.ServicerContext) -> rounds_pb2.Round:
        state = f"ROUND_STATE_{self.state}"
        return rounds_pb2.Round(round_id=request.round_id, division_code="110000", track="industry", state=state)

    def GetDraws(self, request: rounds_pb2.GetDrawsRequest, context: grpc.ServicerContext) -> rounds_pb2.Draws:
        return rounds_pb2.Draws(round_id=request.round_id)

    def GetScoringProgress(
        self, request: sheets_pb2.GetScoringProgressRequest, context: grpc.ServicerContext
    ) -> sheets_pb2.ScoringProgress:
        return sheets_pb2.ScoringProgress()

    def CommitSeed(self, request: rounds_pb2.CommitSeedRequest, context: grpc.ServicerContext) -> rounds_pb2.Draw:
        self._refuse()

    def AssignExperts(
        self, request: rounds_pb2.AssignExpertsRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.Round:
        self._refuse()

    def FreezeRound(
        self, request: rankings_pb2.FreezeRoundRequest, context: grpc.ServicerContext
    ) -> rankings_pb2.Ranking:
        self._refuse()

    def ReopenRanking(
        self, request: rankings_pb2.ReopenRankingRequest, context: grpc.ServicerContext
    ) -> rounds_pb2.Round:
        self._refuse()


@pytest.fixture
def rounds(gateway: Gateway) -> Rounds:
    """Serve a round."""
    servicer = Rounds()
    gateway.stop()
    gateway.more += [
        (rounds_pb2_grpc.add_RoundsServicer_to_server, servicer),
        (sheets_pb2_grpc.add_SheetsServicer_to_server, servicer),
    ]
    gateway.serve()
    return servicer


@pytest.mark.parametrize(
    ("act", "state", "form"),
    [
        ("freeze", "SCORING", {"accept": "yes"}),
        ("reopening", "FROZEN", {"reason": "评分录入有误。"}),
        ("seed-commitment", "COLLECTING", {"seed_hash": "0" * 64}),
        ("experts", "SCORING", {"act": "fill"}),
    ],
)
def test_e2_e6_an_act_of_a_round_that_is_sent_again_is_the_same_command(
    gateway: Gateway, rounds: Rounds, act: str, state: str, form: dict[str, str]
) -> None:
    """E2, E6, G1: the form that is shown again keeps its key; only one that was used for something else is replaced."""

    rounds.state = state

    def key_after(sent: str) -> str:
        again = gateway.request("POST", f"{ROUND}/{act}", headers=ALL_ROLES, data={**form, "key": sent})
        assert again.status_code >= 400
        return str(re.findall(r'name="key" value="([^"]*)"', again.text)[0])

    assert key_after("key-of-the-form") == "key-of-the-form"
    assert key_after("key-of-the-form") == "key-of-the-form"
    first, second = rounds.keys
    assert first == second
    rounds.refusal = KEY_REUSED
    assert key_after("key-of-the-form") not in ("", "key-of-the-form")
    assert key_after("another-key") != "key-of-the-form"
    assert rounds.keys[2] == first
    assert rounds.keys[3] != first
