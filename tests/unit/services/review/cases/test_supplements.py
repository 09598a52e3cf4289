"""Supplementary material in review (C11)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from services.review.cases.events import CaseDecided, Outcome, SupplementRequest
from services.review.cases.model.case import Case, CaseState
from services.review.cases.model.supplement import SupplementState
from tests.unit.services.review import builders as a

DUE = a.DEADLINES.supplement_due


def case_with_request() -> Case:
    """Return a case whose reviewer has requested supplementary material."""
    case = a.case()
    case.assign("r", days=5, at=a.NOW)
    a.decide(case, Outcome.SUPPLEMENT, reason="请补充授权文件", by="r")
    return case


def answer(case: Case, number: int = 1) -> None:
    """Record the team's answer."""
    case.record_answer(number, "见附件", (a.evidence(),), answered_at=a.NOW + a.DAY, days=5, at=a.NOW)


def lapse(case: Case, number: int = 1) -> None:
    """Record that the time for an answer is over."""
    case.record_lapse(number, days=5, at=a.NOW)


def test_c11_a_request_is_published_with_its_number_and_time() -> None:
    """C11: the decision says what is requested and until when; a pass requests nothing."""
    case = case_with_request()
    decided = [raised.event for raised in case.raised if isinstance(raised.event, CaseDecided)]
    assert [event.supplement for event in decided] == [SupplementRequest(number=1, asked="请补充授权文件", due_at=DUE)]
    assert (case.state, case.supplements[0].state) == (CaseState.DECIDED, SupplementState.ASKED)
    passed = a.case()
    a.decide(passed)
    assert (passed.raised[-1].event.supplement, passed.supplements) == (None, ())


@pytest.mark.parametrize("order", list(permutations([answer, lapse, answer, lapse])))
def test_c11_answer_and_lapse_end_alike_in_any_order(order: tuple[Callable[[Case], None], ...]) -> None:
    """C11: an answer that arrived in time beats the lapse, and the case is with its reviewer again."""
    case = case_with_request()
    for record in order:
        record(case)
    supplement = case.supplements[0]
    assert (supplement.state, supplement.text, supplement.evidence, supplement.answered_at) == (
        SupplementState.ANSWERED,
        "见附件",
        (a.evidence(),),
        a.NOW + a.DAY,
    )
    assert (case.state, case.reviewer_id) == (CaseState.ASSIGNED, "r")


def test_c11_a_lapse_alone_returns_the_case_without_an_answer() -> None:
    """C11: the reviewer decides on what there is."""
    case = case_with_request()
    lapse(case)
    assert (case.state, case.supplements[0].state, case.supplements[0].text) == (
        CaseState.ASSIGNED,
        SupplementState.LAPSED,
        "",
    )


def test_c11_a_late_answer_reopens_nothing_that_was_decided_since() -> None:
    """C11: it is kept and the decision holds; an answer to an unknown request changes nothing."""
    case = case_with_request()
    lapse(case)
    a.decide(case)
    answer(case)
    answer(case, number=9)
    assert (case.state, case.passed, len(case.supplements)) == (CaseState.DECIDED, True, 1)
    assert case.supplements[0].text == "见附件"
