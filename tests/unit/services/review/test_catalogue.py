"""The events, documents and refusals of all subjects of review (K1, K4, K5)."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from google.protobuf.message import Message

from chassis.kernel.refusal import Code
from chassis.mapping import from_message, to_message
from chassis.permissions import Audience
from services.review.cases import wire as cases_wire
from services.review.cases.events import CaseDecided, Finding, Outcome, SupplementRequest
from services.review.catalogue import EVENTS, REFUSALS
from services.review.national_check import wire as national_check_wire
from services.review.recommendations import wire as recommendations_wire
from tests.unit.services.review import builders as a

SUBJECTS = Path(__file__).parents[4] / "services" / "review"


@pytest.mark.parametrize("event", sorted(EVENTS, key=lambda event: event.__name__))
def test_every_event_mirrors_its_message(event: type) -> None:
    """Names and fields agree, so nothing is lost on the way to the bus."""
    message = EVENTS[event]
    assert message.DESCRIPTOR.name == event.__name__
    assert set(message.DESCRIPTOR.fields_by_name) == set(event.__dataclass_fields__)


def test_an_event_survives_the_wire() -> None:
    """Team and outcome are the same afterwards."""
    event = CaseDecided(
        case_id="t",
        team=a.team(),
        submission_number=2,
        outcome=Outcome.SUPPLEMENT,
        reason="补充",
        sequence=3,
        judgements=a.NOT_GENUINE,
        decided_by="reviewer-0",
        decided_at=a.NOW,
        findings=(Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91"),),
        supplement=SupplementRequest(number=1, asked="补充", due_at=a.CLOSES),
        appeal_until=a.CLOSES,
    )
    assert from_message(to_message(event, EVENTS[CaseDecided]), CaseDecided) == event


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(cases_wire.case_view(a.case(), Audience.NATIONAL, overdue=False, whole=True), id="case"),
        pytest.param(
            recommendations_wire.recommendation_view(a.recommendation(a.ranked("t")), a.NOW), id="recommendation"
        ),
        pytest.param(national_check_wire.hit_view(a.hit()), id="hit"),
    ],
)
def test_k1_k4_no_view_of_staff_holds_keys_of_people_or_accounts_of_a_team(view: Message) -> None:
    """K1, K4: the team has a key and an account, and the view shows the team without them."""
    assert (a.case().person_keys, a.team("t").account_ids) == (("person-t",), ("account-t",))
    assert b"LEAD" in view.SerializeToString()
    assert b"person-" not in view.SerializeToString()
    assert b"account-" not in view.SerializeToString()


def test_k5_every_code_is_in_the_catalogue_and_complete() -> None:
    """K5: each constant of a subject's rules bears its own name, begins with a rule id and speaks Chinese and English."""
    declared = [
        (name, value)
        for path in sorted(SUBJECTS.glob("*/rules.py"))
        for name, value in vars(import_module(f"services.review.{path.parent.name}.rules")).items()
        if isinstance(value, Code)
    ]
    assert [name for name, code in declared if name != code.name] == []
    assert sorted(name for name, _ in declared) == sorted(code.name for code in REFUSALS)
    assert [code.name for code in REFUSALS if not code.rule] == []
    assert [code.name for code in REFUSALS if not re.search(r"[\u4e00-\u9fff]", code.zh)] == []
    assert [code.name for code in REFUSALS if re.search(r"[\u4e00-\u9fff]", code.en)] == []
    facts = {code.name: [sorted(re.findall(r"{(\w+)}", text)) for text in (code.zh, code.en)] for code in REFUSALS}
    assert [name for name, (zh, en) in facts.items() if zh != en] == []
