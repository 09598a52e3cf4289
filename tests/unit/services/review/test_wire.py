"""Review's two languages, and its refusals whole (K1, K5)."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.kernel.refusal import Code
from chassis.mapping import from_message, to_message
from services.review.cases import rules as cases_rules
from services.review.cases import wire as cases_wire
from services.review.cases.events import CaseDecided, Outcome
from services.review.catalogue import EVENTS
from services.review.desks import rules as desks_rules
from services.review.disqualifications import wire as disqualifications_wire
from services.review.national_check import rules as national_check_rules
from services.review.national_check import wire as national_check_wire
from services.review.recommendations import rules as recommendations_rules
from services.review.recommendations import wire as recommendations_wire
from tests.unit.services.review import builders as a


@pytest.mark.parametrize("kind", sorted(EVENTS, key=lambda cls: cls.__name__))
def test_every_event_mirrors_its_message(kind: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = EVENTS[kind]
    assert message.DESCRIPTOR.name == kind.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(kind.__dataclass_fields__)


def test_an_event_comes_back_the_same() -> None:
    """Team and outcome survive the trip."""
    event = CaseDecided(case_id="t", team=a.team(), submission_number=2, outcome=Outcome.SUPPLEMENT, reason="补充")
    assert from_message(to_message(event, EVENTS[CaseDecided]), CaseDecided) == event


def test_f1_of_the_finals_ranking_there_is_nothing_to_learn() -> None:
    """F1: a division's is learnt under its code."""
    stages = (contest_pb2.STAGE_DIVISION, contest_pb2.STAGE_FINAL)
    events = [scoring.RankingFrozen(round_id="r", stage=stage, division_code="110000", number=1) for stage in stages]
    assert [recommendations_wire.learn_ranking(event).division_code for event in events] == ["110000", ""]


def test_f8_only_the_finalists_notice_confirms_the_list() -> None:
    """F8: with those against whom an objection was upheld."""
    kinds = (publicity.NOTICE_KIND_FINALISTS, publicity.NOTICE_KIND_WINNERS)
    found = [
        national_check_wire.confirm_finalists(publicity.NoticeClosed(kind=kind, subject_id="f", upheld_team_ids=["a"]))
        for kind in kinds
    ]
    assert [one.list_id for one in found] == ["f", ""]
    assert found[0].upheld == frozenset({"a"})


def test_h4_only_an_upheld_report_takes_a_place_away() -> None:
    """H4: a dismissed one names no team."""
    found = [
        disqualifications_wire.act_on_report(publicity.ReportAdjudicated(team_id="a", upheld=upheld))
        for upheld in (True, False)
    ]
    assert [one.team_id for one in found] == ["a", ""]


def test_k4_no_view_shows_whom_a_person_key_belongs_to() -> None:
    """K1, K4: the teams here have keys that a view could show."""
    shown = (
        cases_wire.case_view(a.case(), overdue=False, whole=True).team,
        recommendations_wire.recommendation_view(a.recommendation(a.ranked("t"))).entries[0].team,
        national_check_wire.hit_view(a.hit()).teams[0],
    )
    assert [(one.team_id, list(one.person_keys)) for one in shown] == [("t", []), ("t", []), ("a", [])]


@pytest.mark.parametrize("rules", [desks_rules, cases_rules, recommendations_rules, national_check_rules])
def test_k5_every_code_is_listed_and_whole(rules: ModuleType) -> None:
    """K5: each constant is in ALL under its own name, begins with a rule id and speaks Chinese and English."""
    declared = {name: value for name, value in vars(rules).items() if isinstance(value, Code)}
    assert {name: code.name for name, code in declared.items()} == {name: name for name in declared}
    assert list(declared.values()) == list(rules.ALL)
    assert [code.name for code in rules.ALL if not code.rule] == []
    assert [code.name for code in rules.ALL if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in rules.ALL if re.search(r"[\u4e00-\u9fff]", code.en)] == []
