"""Freezing and striking come to one end, whatever crashes or runs at once between their writes (E2, E6, C12, H4, K1)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import mongoengine
import pytest
from dasai.scoring.v1 import rounds_pb2

from chassis.actor import Actor, Grant, Role, system
from chassis.context import Context, handling
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from services.scoring import queries, store
from services.scoring.commands import panels, rankings, rounds, sheets, teams
from services.scoring.model import commands as c
from services.scoring.model import rules
from services.scoring.model.sheet import Score
from tests.unit.services.scoring.builders import LATER, NOW, RUBRIC, experts, scheme, team

pytestmark = pytest.mark.parts

ROOT = Path(__file__).parents[3]
DIVISION = "110000"
HOST = Actor("host", frozenset({Grant(Role.HOST, DIVISION)}))
SYSTEM = system("scoring")


@pytest.fixture(scope="module", autouse=True)
def database(mongodb_url: str) -> Iterator[None]:
    """A database of its own on the real server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_MONGODB_URL", mongodb_url)
        patch.setenv("DASAI_DATABASE_PREFIX", new_prefix())
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        patch.setenv("DASAI_RANKING_KEY", base64.b64encode(b"r" * 32).decode())
        settings.cache_clear()
        rankings._key.cache_clear()
        client = connect(settings(), "scoring")
        for document in store.DOCUMENTS:
            document._collection = None  # the class remembers the collection of the test before
            document.ensure_indexes()
        yield
        client.drop_database(settings().database("scoring"))
        mongoengine.disconnect()
    settings.cache_clear()
    rankings._key.cache_clear()


class Crash(Exception):
    """The process ends here."""


def as_event(handle: Callable[..., Any], command: Any, event_id: str = "") -> None:
    """One delivery of an event."""
    with handling(Context(actor=SYSTEM, event_id=event_id or new_id())):
        handle(command, SYSTEM, LATER)


def as_host(handle: Callable[..., Any], command: Any) -> Any:
    """One call of the division's host."""
    with handling(Context(actor=HOST)):
        return handle(command, HOST, LATER)


def scored(track: str, numbers: list[int]) -> str:
    """A round of which every sheet is submitted, the lower number the better; answers its id."""
    as_event(panels.learn_scheme, c.LearnScheme(division_code=DIVISION, version=1, scheme=scheme()))
    as_host(panels.appoint_experts, c.AppointExperts(panel_id=f"division-{DIVISION}", experts=experts(4)))
    for number in numbers:
        judged = c.JudgeTeam(team=team(number, track=track), submission_number=1, passed=True)
        as_event(teams.judge_team, judged)
    identifier = f"division-{DIVISION}-{track}"
    as_host(rounds.assign_experts, c.AssignExperts(round_id=identifier, seed="published"))
    submit_all(identifier)
    return identifier


def submit_all(identifier: str) -> None:
    """Every expert scores and submits what is still a draft."""
    for sheet in list(store.sheets.every({"state.round_id": identifier})):
        if sheet.versions:
            continue
        expert = Actor(sheet.account_id, frozenset({Grant(Role.EXPERT, DIVISION)}))
        points = str(90 - int(sheet.team_id[-3:]))
        scores = tuple(Score(criterion_id=one.id, score=points) for one in RUBRIC)
        with handling(Context(actor=expert)):
            sheets.save_sheet(c.SaveSheet(sheet_id=sheet.id, scores=scores, reason=""), expert, NOW)
            sheets.submit_sheet(sheet.id, expert, NOW)


def fall(track: str, number: int, event_id: str = "") -> None:
    """A team is disqualified."""
    drop = c.DropTeam(team_id=team(number).team_id, division_code=DIVISION, track=track, reason="C5_FOREIGN_MATERIAL")
    as_event(teams.drop_team, drop, event_id)


def crash_before_the_round_is_written(monkeypatch: pytest.MonkeyPatch, action: Callable[[], Any]) -> None:
    """Run the action up to there."""

    def ends(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(store.rounds, "save", ends)
        with pytest.raises(Crash):
            action()


def lines(identifier: str) -> list[tuple[str, int, bool]]:
    """Team, rank, struck: of the newest ranking."""
    return [(one.team.team_id, one.rank, one.struck) for one in queries.get_ranking(identifier).projects]


BOTH_STRUCK = [("team-003", 1, False), ("team-001", 0, True), ("team-002", 0, True)]


def test_a_crash_between_ranking_and_round_loses_no_strike(monkeypatch: pytest.MonkeyPatch) -> None:
    """H4: another team falls before the first one's event is delivered again."""
    identifier = scored("finance", [1, 2, 3])
    as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    crash_before_the_round_is_written(monkeypatch, lambda: fall("finance", 1, "event-1"))
    fall("finance", 2)
    fall("finance", 1, "event-1")
    assert lines(identifier) == BOTH_STRUCK


def test_two_teams_that_fall_at_once_are_both_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    """H4: the other handler runs whole just before this one writes its round."""
    identifier = scored("culture", [1, 2, 3])
    as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    save = store.rounds.save
    began: list[bool] = []

    def late(*args: Any, **options: Any) -> None:
        if not began:
            began.append(True)
            fall("culture", 2)
        save(*args, **options)

    monkeypatch.setattr(store.rounds, "save", late)
    attempt(lambda: fall("culture", 1), until=time.monotonic() + 30, repeatable=True)
    assert lines(identifier) == BOTH_STRUCK


def test_a_freeze_that_crashed_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """E6: the same ranking, not a second one."""
    identifier = scored("technology", [1, 2])
    crash_before_the_round_is_written(
        monkeypatch, lambda: as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    )
    answer = as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    assert (answer.number, answer) == (1, queries.get_ranking(identifier))
    assert store.rankings.peek(f"{identifier}-2") is None


def test_a_project_that_fell_out_after_a_crash_is_not_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """C12, E6: nothing was published before the crash, so there is one ranking, without it."""
    identifier = scored("healthcare", [1, 2])
    crash_before_the_round_is_written(
        monkeypatch, lambda: as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    )
    fall("healthcare", 1)
    assert as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier)).number == 1
    assert lines(identifier) == [("team-002", 1, False)]


def test_an_interest_declared_after_the_assignment_counts() -> None:
    """E2: such a sheet is not frozen; assigned again, the project has another expert."""
    identifier = scored("meteorology", [1])
    account = next(one.account_id for one in store.rounds.look(identifier).assignments)
    expert = Actor(account, frozenset({Grant(Role.EXPERT, DIVISION)}))
    declared = c.DeclareInterests(panel_id=f"division-{DIVISION}", interests=("team-001",))
    with handling(Context(actor=expert)):
        panels.declare_interests(declared, expert, NOW)
    with pytest.raises(Refusal) as refused:
        as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    assert (refused.value.code, refused.value.facts) == (rules.E2_INTEREST_DECLARED, {"count": "1"})
    as_host(rounds.assign_experts, c.AssignExperts(round_id=identifier, seed="published"))
    submit_all(identifier)
    as_host(rounds.freeze_round, c.FreezeRound(round_id=identifier))
    assert account not in {one.account_id for one in store.rounds.look(identifier).assignments}
    assert lines(identifier) == [("team-001", 1, False)]


@pytest.mark.parametrize("asked", ["", "120000"])
def test_a_host_lists_no_other_divisions_rounds(asked: str) -> None:
    """K1: nor where it names no division; the secretariat lists all."""
    identifier = scored("tourism", [1])
    other = Actor("other", frozenset({Grant(Role.HOST, "120000")}))
    assert list(queries.list_rounds(rounds_pb2.ListRoundsRequest(division_code=asked), other).rounds) == []
    own = queries.list_rounds(rounds_pb2.ListRoundsRequest(), HOST).rounds
    every = queries.list_rounds(rounds_pb2.ListRoundsRequest(), Actor("s", frozenset({Grant(Role.SECRETARIAT)}))).rounds
    assert identifier in {one.round_id for one in own}
    assert identifier in {one.round_id for one in every}
    with pytest.raises(Refusal):
        queries.list_rounds(rounds_pb2.ListRoundsRequest(division_code=DIVISION), other)


def test_a_new_version_of_the_scheme_touches_no_round_that_began() -> None:
    """A5: versions heard of in any order; a late project of a begun round is scored by its first scheme, a frozen one stays."""
    frozen, begun = scored("lowcarbon", [1, 2]), scored("city", [1])
    first = as_host(rounds.freeze_round, c.FreezeRound(round_id=frozen))
    other = scheme(rubric=(replace(RUBRIC[0], weight="1"),), decimals=4, tie_breakers=())
    for version, said in ((3, other), (2, scheme(decimals=1))):
        as_event(panels.learn_scheme, c.LearnScheme(division_code=DIVISION, version=version, scheme=said))
    as_event(teams.judge_team, c.JudgeTeam(team=team(2, track="city"), submission_number=1, passed=True))
    as_host(rounds.assign_experts, c.AssignExperts(round_id=begun, seed="published"))
    rubrics = {sheet.rubric for sheet in store.sheets.every({"state.round_id": begun})}
    assert rubrics == {RUBRIC}
    submit_all(begun)
    as_host(rounds.freeze_round, c.FreezeRound(round_id=begun))
    assert lines(begun) == [("team-001", 1, False), ("team-002", 2, False)]
    assert queries.get_ranking(frozen) == first
    panel = store.panels.look(f"division-{DIVISION}")
    assert (panel.scheme_version, panel.scheme) == (3, other)
    # the tests beside this one score by the first words again
    as_event(panels.learn_scheme, c.LearnScheme(division_code=DIVISION, version=4, scheme=scheme()))
