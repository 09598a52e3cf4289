"""How far a panel's scoring is, over a real database (rules E2, E3, K1)."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest
from dasai.scoring.v1 import sheets_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.scoring.catalogue import DOCUMENTS
from services.scoring.panels import queries as panel_queries
from services.scoring.panels import store as panels_store
from services.scoring.panels.model import Panel
from services.scoring.rounds import store as rounds_store
from services.scoring.sheets import queries, store
from services.scoring.sheets.model.sheet import Scoresheet, SheetState, sheet_id
from tests.unit.services.scoring import builders as a

pytestmark = pytest.mark.parts
PANEL, ROUND = "division-110000", "division-110000-industry"
HOST = Actor("host", frozenset({Grant(Role.HOST, "110000")}))
ANOTHER_HOST = Actor("another-host", frozenset({Grant(Role.HOST, "120000")}))


@pytest.fixture(autouse=True)
def _scoring(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Connect scoring's database, with a round of two projects that two experts score; the first has submitted one sheet."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "scoring")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    with handling(Context(actor=Actor("somebody"))):
        panel = Panel(id=PANEL)
        panel.appoint(a.make_experts(2), at=a.NOW)
        panels_store.panels.add(panel)
        round_ = a.make_round(2)
        a.assign_round(round_, panel.experts)
        rounds_store.rounds.add(round_)
        for each in round_.assignments:
            first = (each.account_id, each.team_id) == ("expert-0", "team-000")
            sheet = Scoresheet(
                id=sheet_id(ROUND, each.account_id, each.team_id),
                round_id=ROUND,
                account_id=each.account_id,
                team_id=each.team_id,
                project_name="合成项目",
                rubric=a.RUBRIC,
                scale="100",
                state=SheetState.SUBMITTED if first else SheetState.DRAFT,
            )
            store.sheets.add(sheet)
        yield
    mongoengine.disconnect()


def test_e3_progress_counts_the_sheets_of_each_expert_and_project() -> None:
    """E2, E3: four sheets, of which one is submitted; of a named round its projects too."""
    of_panel = queries.get_scoring_progress(sheets_pb2.GetScoringProgressRequest(panel_id=PANEL), HOST)
    (industry,) = of_panel.rounds
    assert (industry.track, industry.projects, industry.sheets, industry.submitted) == ("industry", 2, 4, 1)
    assert industry.unassigned == 0
    assert [(each.account_id, each.sheets, each.submitted) for each in industry.experts] == [
        ("expert-0", 2, 1),
        ("expert-1", 2, 0),
    ]
    assert list(industry.project_progress) == []
    request = sheets_pb2.GetScoringProgressRequest(panel_id=PANEL, round_id=ROUND)
    (industry,) = queries.get_scoring_progress(request, HOST).rounds
    assert [(each.team_id, each.sheets, each.submitted) for each in industry.project_progress] == [
        ("team-000", 2, 1),
        ("team-001", 2, 0),
    ]


@pytest.mark.parametrize(
    ("panel_id", "round_id", "actor", "code"),
    [(PANEL, "", ANOTHER_HOST, "K1_FORBIDDEN"), (PANEL, "final-industry", HOST, "NOT_FOUND")],
)
def test_k1_progress_is_refused_to_another_host(panel_id: str, round_id: str, actor: Actor, code: str) -> None:
    """K1: and a round of another panel is not found."""
    with pytest.raises(Refusal) as refused:
        queries.get_scoring_progress(sheets_pb2.GetScoringProgressRequest(panel_id=panel_id, round_id=round_id), actor)
    assert refused.value.code.name == code


def test_e2_an_expert_lists_its_own_line_alone() -> None:
    """E2, K1: of each panel that it is on; whoever is no expert is refused."""
    expert = Actor("expert-0", frozenset({Grant(Role.EXPERT, "110000")}))
    (panel,) = panel_queries.list_own_panels(expert).panels
    assert (panel.panel_id, [each.account_id for each in panel.experts]) == (PANEL, ["expert-0"])
    assert list(panel_queries.list_own_panels(Actor("expert-9", expert.grants)).panels) == []
    with pytest.raises(Refusal) as refused:
        panel_queries.list_own_panels(HOST)
    assert refused.value.code.name == "K1_FORBIDDEN"
