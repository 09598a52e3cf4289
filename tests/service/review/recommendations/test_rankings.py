"""The rankings from which a division recommends (F1)."""

from __future__ import annotations

import pytest
from dasai.common.v1 import contest_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.actor import Actor
from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from services.review.recommendations import commands, queries, store, wire
from tests.service.review.stored import WORKER
from tests.unit.services.review import builders as a


def test_f1_rankings_of_divisions_are_stored_and_that_of_the_final_is_not() -> None:
    """F1: a division recommends from its own ranking only."""
    for round_id, stage in (("division", contest_pb2.STAGE_DIVISION), ("final", contest_pb2.STAGE_FINAL)):
        event = scoring.RankingFrozen(
            round_id=round_id, stage=stage, division_code="110000", track="industry", number=1
        )
        commands.record_ranking(wire.record_ranking(event), WORKER, a.NOW)
    assert [ranking.id for ranking in store.rankings.every()] == ["division"]


def test_f1_an_amended_ranking_replaces_the_frozen_one() -> None:
    """F1, E6: with rank, score and what was struck; an older ranking that arrives late changes nothing."""
    event = scoring.RankingAmended(
        round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track="industry", number=2
    )
    event.projects.add(rank=1, score="90.00").team.CopyFrom(
        contest_pb2.TeamFacts(team_id="a", lead={"uscc": "l", "kind": 1})
    )
    event.projects.add(rank=0, score="80.00", struck=True).team.CopyFrom(
        contest_pb2.TeamFacts(team_id="b", lead={"uscc": "m", "kind": 1})
    )
    frozen = scoring.RankingFrozen(round_id="r", stage=contest_pb2.STAGE_DIVISION, division_code="110000", number=1)
    for newer_first in (event, frozen):
        commands.record_ranking(wire.record_ranking(newer_first), WORKER, a.NOW)
    projects = store.rankings.look("r").projects
    assert [(project.team.team_id, project.rank, project.score, project.struck) for project in projects] == [
        ("a", 1, "90.00", False),
        ("b", 0, "80.00", True),
    ]


def test_f1_k1_a_host_sees_what_its_division_may_recommend() -> None:
    """F1, K1: the projects of its rankings by track and rank, none that is struck; another division's host is refused."""
    for number, track in enumerate(("industry", "agriculture")):
        event = scoring.RankingFrozen(
            round_id=f"r{number}", stage=contest_pb2.STAGE_DIVISION, division_code="110000", track=track, number=1
        )
        for place, struck in ((2, False), (1, False), (0, True)):
            facts = contest_pb2.TeamFacts(team_id=f"{track}-{place}", track=track, lead={"uscc": "l", "kind": 1})
            event.projects.add(rank=place, score=f"{90 - place}.00", struck=struck).team.CopyFrom(facts)
        commands.record_ranking(wire.record_ranking(event), WORKER, a.NOW)
    host, other = (Actor(account_id="h", grants=frozenset({Grant(Role.HOST, code)})) for code in ("110000", "120000"))
    shown = queries.list_candidates("110000", host)
    assert [(each.team.team_id, each.rank, each.score) for each in shown.candidates] == [
        (f"{track}-{place}", place, f"{90 - place}.00") for track in ("agriculture", "industry") for place in (1, 2)
    ]
    with pytest.raises(Refusal) as refused:
        queries.list_candidates("110000", other)
    assert refused.value.code.name == "K1_FORBIDDEN"
