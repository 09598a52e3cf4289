"""An expert's list of score sheets over a real database: what is still to do first (rules E3, K1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mongoengine
import pytest
from dasai.scoring.v1 import sheets_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.scoring.catalogue import DOCUMENTS
from services.scoring.rounds import store as rounds_store
from services.scoring.sheets import queries, store
from services.scoring.sheets.model.sheet import Scoresheet, SheetState
from tests.places import check_places_migrated
from tests.unit.services.scoring import builders as a

pytestmark = pytest.mark.parts
EXPERT = Actor("expert-1", frozenset({Grant(Role.EXPERT, "110000")}))
ANOTHER = Actor("expert-2", frozenset({Grant(Role.EXPERT, "110000")}))
ROUNDS = ("division-110000-industry", "division-110000-agriculture")


def _sheet(identifier: str, round_id: str, expert: Actor = EXPERT, **changes: Any) -> Scoresheet:
    return Scoresheet(
        id=identifier,
        round_id=round_id,
        account_id=expert.account_id,
        team_id=f"team of {identifier}",
        project_name="合成项目",
        rubric=a.RUBRIC,
        scale="100",
        **changes,
    )


@pytest.fixture(autouse=True)
def _scoring(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Connect scoring's database, with sheets in two rounds: to do, done, sealed, released, and another expert's."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "scoring")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    submitted = SheetState.SUBMITTED
    with handling(Context(actor=Actor("somebody"))):
        for round_id in ROUNDS:
            round_ = a.make_round(1)
            round_.id = round_id
            rounds_store.rounds.add(round_)
        for sheet in (
            _sheet("s1", ROUNDS[0], state=submitted),
            _sheet("s2", ROUNDS[0]),
            _sheet("s3", ROUNDS[1], sealed=1),
            _sheet("s4", ROUNDS[1]),
            _sheet("s5", ROUNDS[1], state=submitted, sealed=1),
            _sheet("s6", ROUNDS[0], released=True),
            _sheet("s7", ROUNDS[0], ANOTHER),
        ):
            store.sheets.add(sheet)
        yield
    mongoengine.disconnect()


def _listed(actor: Actor = EXPERT, **wanted: Any) -> list[str]:
    listed: list[str] = []
    token = ""
    while True:
        page = {"page_size": 2, "page_token": token, "count": True}
        answer = queries.list_sheets(sheets_pb2.ListSheetsRequest(page=page, **wanted), actor)
        listed += [sheet.sheet_id for sheet in answer.sheets]
        token = answer.page.next_page_token
        assert len(answer.sheets) == 2 or not token
        if not token:
            assert answer.page.total == len(listed)
            return listed


def test_e3_an_expert_lists_what_is_still_to_do_first() -> None:
    """E3, K1: then drafts that were sealed, then what was submitted; of a round or a state alone; never another's."""
    assert _listed() == ["s2", "s4", "s3", "s1", "s5"]
    assert _listed(round_id=ROUNDS[0]) == ["s2", "s1"]
    assert _listed(state=sheets_pb2.SHEET_STATE_DRAFT) == ["s2", "s4", "s3"]
    assert _listed(state=sheets_pb2.SHEET_STATE_SUBMITTED, round_id=ROUNDS[1]) == ["s5"]
    assert _listed(ANOTHER) == ["s7"]


def test_a_token_of_another_expert_or_filter_is_refused() -> None:
    """PAGE_TOKEN_INVALID."""
    first = queries.list_sheets(sheets_pb2.ListSheetsRequest(page={"page_size": 2}), EXPERT)
    page = {"page_token": first.page.next_page_token}
    for actor, wanted in (
        (ANOTHER, sheets_pb2.ListSheetsRequest(page=page)),
        (EXPERT, sheets_pb2.ListSheetsRequest(page=page, round_id=ROUNDS[0])),
        (EXPERT, sheets_pb2.ListSheetsRequest(page=page, state=sheets_pb2.SHEET_STATE_DRAFT)),
    ):
        with pytest.raises(Refusal) as refusal:
            queries.list_sheets(wanted, actor)
        assert refusal.value.code.name == "PAGE_TOKEN_INVALID"


def test_sheets_of_a_release_before_get_their_places() -> None:
    """By migration 1."""
    check_places_migrated(mongoengine.get_db(), "scoring", 1, "sheets")
    assert _listed() == ["s2", "s4", "s3", "s1", "s5"]
