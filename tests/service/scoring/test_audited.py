"""Stored decisions of scoring beside their events: altering either shows (D5)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import mongoengine
import pytest
from dasai.common.v1.envelope_pb2 import Envelope
from mongoengine.connection import get_db

from chassis.actor import Actor, Grant, Role
from chassis.audit.comparison import compare
from chassis.audit.trail import Trail
from chassis.context import Context, handling
from chassis.facts.schemes import LocalAward
from chassis.mongo.connection import connect
from chassis.settings import settings
from cli.stack.run_record import new_prefix
from services.scoring.audited import AUDITED
from services.scoring.catalogue import DOCUMENTS
from services.scoring.local_awards import commands as local_awards
from services.scoring.local_awards.model import LocalGrant
from services.scoring.local_awards.requests import GrantLocalAwards
from services.scoring.panels import commands as panels
from services.scoring.panels.requests import AppointExperts, RecordScheme
from services.scoring.rankings import commands as rankings
from services.scoring.rankings.adapters import ranking_key
from services.scoring.rankings.requests import FreezeRound, ReopenRanking
from services.scoring.rounds.model.drawing import hash_of
from services.scoring.sheets import commands as sheets
from services.scoring.sheets import store as sheets_store
from services.scoring.sheets.requests import AssignExperts, CommitSeed, Recuse, SaveSheet, SubmitSheet
from services.scoring.standings import commands as standings
from services.scoring.standings.requests import JudgeTeam
from tests.service.publicity.running import ROOT
from tests.staff import know_accounts
from tests.unit.services.scoring.builders import (
    LATER,
    NOW,
    make_accounts,
    make_experts,
    make_review_event,
    make_scheme,
    make_scores,
    make_team,
)

pytestmark = pytest.mark.parts

ROUND, PANEL = "division-110000-industry", "division-110000"
# the scores of a sheet as they are stored, one of them raised
SCORES_RAISED = [
    {"criterion_id": name, "score": score, "comment": "合成评语"}
    for name, score in (("value", "99"), ("novelty", "70"), ("team", "60"))
]
HOST = Actor("host", frozenset({Grant(Role.HOST, "110000")}))


def act(actor: Actor, handle: Callable[..., Any], request: Any) -> Any:
    """Handle a request by this actor."""
    with handling(Context(actor=actor, causation_id="test")):
        return handle(request, actor, NOW)


def expert(account_id: str) -> Actor:
    """Return the actor of an expert."""
    return Actor(account_id, frozenset({Grant(Role.EXPERT, "110000")}))


@pytest.fixture(scope="module", autouse=True)
def scored(mongodb_url: str) -> Iterator[None]:
    """Use a database of its own with a frozen round, a recusal and a local award, whose events are all in the trail."""
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
        score()
        relay()
        yield
        client.drop_database(settings().database("scoring"))
        mongoengine.disconnect()
    settings.cache_clear()
    ranking_key.cache_clear()


def score() -> None:
    """Score a round of a project: one expert steps back, one is late; then freeze it and grant an award."""
    awards = (LocalAward(category="优秀项目", quota=1, prize="证书"),)
    scheme = make_scheme(local_awards=awards, scoring_closes=NOW)
    act(HOST, panels.record_scheme, RecordScheme(division_code="110000", version=1, scheme=scheme))
    know_accounts(*make_accounts(3))
    act(HOST, panels.appoint_experts, AppointExperts(panel_id=PANEL, experts=make_experts(3)))
    act(HOST, standings.judge_team, JudgeTeam(team=make_team(1), event=make_review_event()))
    act(HOST, sheets.commit_seed, CommitSeed(round_id=ROUND, seed_hash=hash_of("published"), reason=""))
    act(HOST, sheets.assign_experts, AssignExperts(round_id=ROUND, seed="published"))
    leaving = next(iter(sheets_store.sheets.every({"state.round_id": ROUND})))
    act(expert(leaving.account_id), sheets.recuse, Recuse(panel_id=PANEL, sheet_id=leaving.id, reason="曾任顾问"))
    act(HOST, sheets.assign_experts, AssignExperts(round_id=ROUND, seed=""))
    for sheet in list(sheets_store.sheets.every({"state.round_id": ROUND})):
        if not sheet.released:
            actor = expert(sheet.account_id)
            act(actor, sheets.save_sheet, SaveSheet(sheet_id=sheet.id, scores=make_scores(), reason=""))
            with handling(Context(actor=actor, causation_id="test")):
                sheets.submit_sheet(SubmitSheet(sheet_id=sheet.id, reason="系统中断"), actor, LATER)
    act(HOST, rankings.freeze_round, FreezeRound(round_id=ROUND))
    grant = LocalGrant(category="优秀项目", team_id="team-001")
    act(HOST, local_awards.grant_local_awards, GrantLocalAwards(division_code="110000", grants=(grant,)))
    committee = Actor("committee", frozenset({Grant(Role.COMMITTEE)}))
    act(committee, rankings.reopen_ranking, ReopenRanking(round_id=ROUND, reason="一名专家的评分录入有误"))


def relay() -> None:
    """Move what waits in the outboxes into the trail, as the relay does."""
    trail, database = Trail(get_db()), get_db()
    for document_type in DOCUMENTS:
        for document in list(document_type._get_collection().find({"outbox.0": {"$exists": True}})):
            bodies = [bytes(body) for body in document["outbox"]]
            trail.append([(Envelope.FromString(body).id, body) for body in bodies])
            collection = database[document_type._get_collection_name()]
            collection.update_one({"_id": document["_id"]}, {"$set": {"outbox": []}})


def test_d5_decisions_of_scoring_that_nobody_altered_equal_their_events() -> None:
    """D5: the panel and its recusal, the assignment, the draw as committed and as drawn, a reopening, two sheets and each version
    of them, the ranking and the grant.
    """
    compared = compare(get_db(), AUDITED)
    assert ([str(difference) for difference in compared.differences], compared.decisions) == ([], 12)


@pytest.mark.parametrize(
    ("collection", "field", "value", "shown"),
    [
        ("panels", "recusals.0.reason", "别的", ["reason"]),
        ("panels", "experts.0.interests", ["team-009"], ["experts"]),
        ("panels", "experts.1.organisation_uscc", "OTHER", ["experts"]),
        ("rounds", "assignments.0.account_id", "expert-9", ["assignments, further, seed"]),
        ("rounds", "reopenings.0.reason", "别的", ["reason"]),
        ("rounds", "draws.0.nonce", "another", ["nonce"]),
        ("rounds", "draws.0.nonce_hash", hash_of("another"), ["nonce_hash"]),
        ("rounds", "draws.0.seed_hash", hash_of("another"), ["seed_hash", "seed_hash"]),
        ("rounds", "draws.0.seed", "another", ["seed"]),
        ("rounds", "draws.0.reason", "别的", ["reason"]),
        ("sheets", "versions.0.late", False, ["versions", "late"]),
        ("sheets", "versions.0.submitted_at", NOW, ["versions", "submitted_at"]),
        ("sheets", "versions.0.reason", "别的", ["versions"]),
        ("sheets", "versions.0.scores", SCORES_RAISED, ["versions", "scores"]),
        ("rankings", "projects.0.score", "99.00", ["projects", "form"]),
        ("rankings", "sheets.0.scores", [["value", "100"], ["novelty", "70"], ["team", "60"]], ["form"]),
        ("local_awards", "grants.0.team_id", "team-002", ["grants"]),
    ],
)
def test_d5_a_stored_decision_of_scoring_that_is_altered_shows(
    collection: str, field: str, value: object, shown: list[str]
) -> None:
    """D5: the field is named; put right again, nothing differs."""
    documents = get_db()[collection]
    list_name, place, name = field.split(".")
    document = documents.find_one({f"state.{list_name}.0": {"$exists": True}})
    before = document["state"][list_name][int(place)].get(name)
    assert before != value
    try:
        documents.update_one({"_id": document["_id"]}, {"$set": {f"state.{field}": value}})
        differences = compare(get_db(), AUDITED).differences
        assert [(each.identifier, each.field) for each in differences] == [(document["_id"], name) for name in shown]
    finally:
        change = {"$unset": {f"state.{field}": ""}} if before is None else {"$set": {f"state.{field}": before}}
        documents.update_one({"_id": document["_id"]}, change)
    assert compare(get_db(), AUDITED).differences == ()
