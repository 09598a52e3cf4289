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
from dasai.scoring.v1 import rankings_pb2, rounds_pb2

from chassis.actor import Actor, Grant, Role, system
from chassis.context import Context, handling
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from services.scoring.catalogue import DOCUMENTS
from services.scoring.panels import commands as panels
from services.scoring.panels import store as panels_store
from services.scoring.panels.requests import AppointExperts, DeclareInterests, RecordScheme
from services.scoring.rankings import commands as rankings
from services.scoring.rankings import queries as ranking_queries
from services.scoring.rankings import rules
from services.scoring.rankings import store as rankings_store
from services.scoring.rankings.adapters import ranking_key
from services.scoring.rankings.requests import FreezeRound
from services.scoring.rounds import queries as round_queries
from services.scoring.rounds import store as rounds_store
from services.scoring.rounds.model.drawing import hash_of
from services.scoring.rounds.model.standing import Ruling
from services.scoring.sheets import commands as sheets
from services.scoring.sheets import store as sheets_store
from services.scoring.sheets.model.sheet import Score
from services.scoring.sheets.requests import AssignExperts, CommitSeed, SaveSheet, SubmitSheet
from services.scoring.standings import commands as standings
from services.scoring.standings.requests import DropTeam, EnterFinalists, JudgeTeam
from tests.staff import know_accounts
from tests.unit.services.scoring.builders import (
    LATER,
    NOW,
    RUBRIC,
    make_accounts,
    make_experts,
    make_review_event,
    make_scheme,
    make_team,
)

pytestmark = pytest.mark.parts

ROOT = Path(__file__).parents[4]
DIVISION = "110000"
HOST = Actor("host", frozenset({Grant(Role.HOST, DIVISION)}))
SYSTEM = system("scoring")
PUBLIC = Actor("public")


@pytest.fixture(scope="module", autouse=True)
def database(mongodb_url: str) -> Iterator[None]:
    """Use a database of its own on the real server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_MONGODB_URL", mongodb_url)
        patch.setenv("DASAI_DATABASE_PREFIX", new_prefix())
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        patch.setenv("DASAI_RANKING_KEY", base64.b64encode(b"r" * 32).decode())
        settings.cache_clear()
        ranking_key.cache_clear()
        client = connect(settings(), "scoring")
        for document in DOCUMENTS:
            document._collection = None  # the class remembers the collection of the test before
            document.ensure_indexes()
        yield
        client.drop_database(settings().database("scoring"))
        mongoengine.disconnect()
    settings.cache_clear()
    ranking_key.cache_clear()


class Crash(Exception):
    """The process ends here."""


def as_event(handle: Callable[..., Any], request: Any, event_id: str = "") -> None:
    """Handle one delivery of an event."""
    with handling(Context(actor=SYSTEM, event_id=event_id or new_id())):
        handle(request, SYSTEM, LATER)


def as_host(handle: Callable[..., Any], request: Any) -> Any:
    """Call as the division's host."""
    with handling(Context(actor=HOST)):
        return handle(request, HOST, LATER)


def scored(track: str, numbers: list[int]) -> str:
    """Make a round of which every sheet is submitted, the lower number the better; return its identifier."""
    as_event(panels.record_scheme, RecordScheme(division_code=DIVISION, version=1, scheme=make_scheme()))
    know_accounts(*make_accounts(4))
    as_host(panels.appoint_experts, AppointExperts(panel_id=f"division-{DIVISION}", experts=make_experts(4)))
    for number in numbers:
        as_event(standings.judge_team, JudgeTeam(team=make_team(number, track=track), event=make_review_event()))
    identifier = f"division-{DIVISION}-{track}"
    if not rounds_store.rounds.look(identifier).draws:
        as_host(sheets.commit_seed, CommitSeed(round_id=identifier, seed_hash=hash_of("published"), reason=""))
    as_host(sheets.assign_experts, AssignExperts(round_id=identifier, seed="published"))
    submit_all(identifier)
    return identifier


def submit_all(identifier: str) -> None:
    """Let every expert score and submit what is still a draft."""
    for sheet in list(sheets_store.sheets.every({"state.round_id": identifier})):
        if sheet.versions:
            continue
        expert = Actor(sheet.account_id, frozenset({Grant(Role.EXPERT, DIVISION)}))
        points = str(90 - int(sheet.team_id[-3:]))
        scores = tuple(Score(criterion_id=criterion.id, score=points) for criterion in RUBRIC)
        with handling(Context(actor=expert)):
            sheets.save_sheet(SaveSheet(sheet_id=sheet.id, scores=scores, reason=""), expert, NOW)
            sheets.submit_sheet(SubmitSheet(sheet_id=sheet.id), expert, NOW)


def disqualify(track: str, number: int, event_id: str = "") -> None:
    """Handle the disqualification of a team."""
    team_id = make_team(number).team_id
    drop = DropTeam(team_id=team_id, division_code=DIVISION, track=track, reason="C5_FOREIGN_MATERIAL")
    as_event(standings.drop_team, drop, event_id)


def crash_before_the_round_is_written(monkeypatch: pytest.MonkeyPatch, action: Callable[[], Any]) -> None:
    """Run the action up to the write of the round."""

    def ends(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(rounds_store.rounds, "save", ends)
        with pytest.raises(Crash):
            action()


def newest_ranking(identifier: str) -> rankings_pb2.Ranking:
    """Return the ranking that the public sees."""
    return ranking_queries.get_ranking(rankings_pb2.GetRankingRequest(round_id=identifier), PUBLIC)


def lines(identifier: str) -> list[tuple[str, int, bool]]:
    """Return team, rank, struck of each line of the newest ranking."""
    return [(line.team.team_id, line.rank, line.struck) for line in newest_ranking(identifier).projects]


BOTH_STRUCK = [("team-003", 1, False), ("team-001", 0, True), ("team-002", 0, True)]


def test_a_crash_between_ranking_and_round_loses_no_strike(monkeypatch: pytest.MonkeyPatch) -> None:
    """H4: another team is disqualified before the first team's event is delivered again."""
    identifier = scored("finance", [1, 2, 3])
    as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    crash_before_the_round_is_written(monkeypatch, lambda: disqualify("finance", 1, "event-1"))
    disqualify("finance", 2)
    disqualify("finance", 1, "event-1")
    assert lines(identifier) == BOTH_STRUCK


def test_two_teams_that_are_disqualified_at_once_are_both_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    """H4: the other handler runs whole just before this one writes its round."""
    identifier = scored("culture", [1, 2, 3])
    as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    save = rounds_store.rounds.save
    began: list[bool] = []

    def late(*args: Any, **options: Any) -> None:
        if not began:
            began.append(True)
            disqualify("culture", 2)
        save(*args, **options)

    monkeypatch.setattr(rounds_store.rounds, "save", late)
    attempt(lambda: disqualify("culture", 1), until=time.monotonic() + 30, repeatable=True)
    assert lines(identifier) == BOTH_STRUCK


def test_a_freeze_that_crashed_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """E6: the same ranking, not a second one."""
    identifier = scored("technology", [1, 2])
    crash_before_the_round_is_written(
        monkeypatch, lambda: as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    )
    answer = as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    assert (answer.number, answer) == (1, newest_ranking(identifier))
    assert rankings_store.rankings.peek(f"{identifier}-2") is None


def test_a_project_that_left_after_a_crash_is_not_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """C12, E6: nothing was published before the crash, so there is one ranking, without it."""
    identifier = scored("healthcare", [1, 2])
    crash_before_the_round_is_written(
        monkeypatch, lambda: as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    )
    disqualify("healthcare", 1)
    assert as_host(rankings.freeze_round, FreezeRound(round_id=identifier)).number == 1
    assert lines(identifier) == [("team-002", 1, False)]


def test_an_interest_declared_after_the_assignment_counts() -> None:
    """E2: such a sheet is not frozen; assigned again, the project has another expert."""
    identifier = scored("meteorology", [1])
    account = rounds_store.rounds.look(identifier).assignments[0].account_id
    expert = Actor(account, frozenset({Grant(Role.EXPERT, DIVISION)}))
    interest = DeclareInterests(panel_id=f"division-{DIVISION}", interests=("team-001",))
    with handling(Context(actor=expert)):
        panels.declare_interests(interest, expert, NOW)
    with pytest.raises(Refusal) as refused:
        as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    assert (refused.value.code, refused.value.facts) == (rules.E2_INTEREST_DECLARED, {"count": "1"})
    as_host(sheets.assign_experts, AssignExperts(round_id=identifier, seed="published"))
    submit_all(identifier)
    as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    assert account not in {assignment.account_id for assignment in rounds_store.rounds.look(identifier).assignments}
    assert lines(identifier) == [("team-001", 1, False)]


@pytest.mark.parametrize("division", ["", "120000"])
def test_a_host_lists_no_other_divisions_rounds(division: str) -> None:
    """K1: nor if it names no division; the secretariat lists all."""
    identifier = scored("tourism", [1])
    other = Actor("other", frozenset({Grant(Role.HOST, "120000")}))
    assert list(round_queries.list_rounds(rounds_pb2.ListRoundsRequest(division_code=division), other).rounds) == []
    own = round_queries.list_rounds(rounds_pb2.ListRoundsRequest(), HOST).rounds
    listed = round_queries.list_rounds(
        rounds_pb2.ListRoundsRequest(), Actor("s", frozenset({Grant(Role.SECRETARIAT)}))
    ).rounds
    assert identifier in {round_.round_id for round_ in own}
    assert identifier in {round_.round_id for round_ in listed}
    with pytest.raises(Refusal):
        round_queries.list_rounds(rounds_pb2.ListRoundsRequest(division_code=DIVISION), other)


def test_a_new_version_of_the_scheme_touches_no_round_that_began() -> None:
    """A5: versions in any order; a late project of a begun round is scored by its first scheme, a frozen round stays."""
    frozen, begun = scored("lowcarbon", [1, 2]), scored("city", [1])
    first = as_host(rankings.freeze_round, FreezeRound(round_id=frozen))
    other = make_scheme(rubric=(replace(RUBRIC[0], weight="1"),), decimals=4, tie_breakers=())
    for version, published in ((3, other), (2, make_scheme(decimals=1))):
        as_event(panels.record_scheme, RecordScheme(division_code=DIVISION, version=version, scheme=published))
    as_event(standings.judge_team, JudgeTeam(team=make_team(2, track="city"), event=make_review_event()))
    as_host(sheets.assign_experts, AssignExperts(round_id=begun, seed="published"))
    rubrics = {sheet.rubric for sheet in sheets_store.sheets.every({"state.round_id": begun})}
    assert rubrics == {RUBRIC}
    submit_all(begun)
    as_host(rankings.freeze_round, FreezeRound(round_id=begun))
    assert lines(begun) == [("team-001", 1, False), ("team-002", 2, False)]
    assert newest_ranking(frozen) == first
    panel = panels_store.panels.look(f"division-{DIVISION}")
    assert (panel.scheme_version, panel.scheme) == (3, other)
    # the other tests score by the first scheme again
    as_event(panels.record_scheme, RecordScheme(division_code=DIVISION, version=4, scheme=make_scheme()))


REJECTED = make_review_event(Ruling.REJECTED, sequence=2)


@pytest.mark.parametrize("first", ["rejection", "list"])
def test_a_finalist_that_was_rejected_meanwhile_is_out_whatever_comes_first(
    monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """D1, F8: the other handler runs whole just before this one writes the final's round."""
    track = f"final{first}"
    scored(track, [1, 2])
    teams = tuple(make_team(number, track=track) for number in (1, 2))
    handlers = {
        "rejection": lambda: as_event(standings.judge_team, JudgeTeam(team=teams[0], event=REJECTED)),
        "list": lambda: as_event(standings.enter_finalists, EnterFinalists(teams=teams)),
    }
    other = next(name for name in handlers if name != first)
    save = rounds_store.rounds.save
    began: list[bool] = []

    def late(round_: Any, **options: Any) -> None:
        if not began:
            began.append(True)
            handlers[other]()
        save(round_, **options)

    monkeypatch.setattr(rounds_store.rounds, "save", late)
    attempt(handlers[first], until=time.monotonic() + 30, repeatable=True)
    final = rounds_store.rounds.look(f"final-{track}")
    assert [team.team_id for team in final.contenders] == ["team-002"]


def test_a_crash_after_the_round_loses_no_suspension(monkeypatch: pytest.MonkeyPatch) -> None:
    """D1: the event is delivered again, and brings the ranking that the crash left out."""
    identifier = scored("transport", [1, 2])
    as_host(rankings.freeze_round, FreezeRound(round_id=identifier))
    request = JudgeTeam(team=make_team(1, track="transport"), event=make_review_event(Ruling.OPEN, sequence=2))

    def ends(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(rankings_store.rankings, "add", ends)
        with pytest.raises(Crash):
            as_event(standings.judge_team, request, "event-reopened")
    assert [line.suspended for line in newest_ranking(identifier).projects] == [False, False]
    as_event(standings.judge_team, request, "event-reopened")
    newest = newest_ranking(identifier)
    assert (newest.number, [line.suspended for line in newest.projects]) == (2, [True, False])
