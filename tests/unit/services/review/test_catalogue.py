"""What review publishes, shows and refuses, over all its subjects (K1, K4, K5)."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from google.protobuf.message import Message

from chassis.kernel.refusal import Code
from chassis.mapping import from_message, to_message
from services.review.cases import rules as cases_rules
from services.review.cases import wire as cases_wire
from services.review.cases.events import CaseDecided, Outcome
from services.review.catalogue import EVENTS
from services.review.desks import rules as desks_rules
from services.review.national_check import rules as national_check_rules
from services.review.national_check import wire as national_check_wire
from services.review.recommendations import rules as recommendations_rules
from services.review.recommendations import wire as recommendations_wire
from tests.unit.services.review import builders as a

RULES = [desks_rules, cases_rules, recommendations_rules, national_check_rules]


@pytest.mark.parametrize("event", sorted(EVENTS, key=lambda event: event.__name__))
def test_every_event_mirrors_its_message(event: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = EVENTS[event]
    assert message.DESCRIPTOR.name == event.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(event.__dataclass_fields__)


def test_an_event_survives_the_wire() -> None:
    """Team and outcome are the same afterwards."""
    event = CaseDecided(case_id="t", team=a.team(), submission_number=2, outcome=Outcome.SUPPLEMENT, reason="补充")
    assert from_message(to_message(event, EVENTS[CaseDecided]), CaseDecided) == event


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(cases_wire.case_view(a.case(), overdue=False, whole=True), id="case"),
        pytest.param(recommendations_wire.recommendation_view(a.recommendation(a.ranked("t"))), id="recommendation"),
        pytest.param(national_check_wire.hit_view(a.hit()), id="hit"),
    ],
)
def test_k4_no_view_holds_the_keys_by_which_people_are_matched(view: Message) -> None:
    """K1, K4: the team has such a key, and the view shows the team without it."""
    assert a.case().person_keys == ("person-t",)
    assert b"lead-" in view.SerializeToString()
    assert b"person-" not in view.SerializeToString()


@pytest.mark.parametrize("rules", RULES)
def test_k5_every_code_is_listed_and_complete(rules: ModuleType) -> None:
    """K5: each constant is in ALL under its own name, begins with a rule id and speaks Chinese and English."""
    declared = {name: value for name, value in vars(rules).items() if isinstance(value, Code)}
    assert {name: code.name for name, code in declared.items()} == {name: name for name in declared}
    assert list(declared.values()) == list(rules.ALL)
    assert [code.name for code in rules.ALL if not code.rule] == []
    assert [code.name for code in rules.ALL if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in rules.ALL if re.search(r"[\u4e00-\u9fff]", code.en)] == []
