"""Supplementary material in review (rule C11), and changed content among the findings (rule C10)."""

from __future__ import annotations

from functools import partial
from itertools import permutations
from typing import Any

import pytest

from services.review.cases.events import CaseDecided, Outcome, SupplementRequest
from services.review.cases.model.case import Case, CaseState
from services.review.cases.model.findings import Finding, check
from services.review.cases.model.supplement import Supplement, SupplementState
from tests.unit.services.review import builders as a

DUE = a.NOW + 3 * a.DAY
ANSWER = partial(Supplement.answered, text="见附件", evidence=(a.evidence(),), at=a.NOW + a.DAY)
CHECKS: dict[str, Any] = {
    "organisers": frozenset(),
    "sections": (),
    "evidence_kinds": (),
    "same_persons": (),
    "same_project": (),
}


def asked() -> Case:
    made = a.case()
    made.assign("r", days=5, at=a.NOW)
    made.decide(
        1, Outcome.SUPPLEMENT, a.HOLD, "请补充授权文件", submission_closes=None, by="r", at=a.NOW, supplement_due=DUE
    )
    return made


def test_c11_a_request_is_told_with_its_number_and_time() -> None:
    """C11: what is asked for and until when goes out with the decision; a pass asks for nothing."""
    made = asked()
    told = [one.event for one in made.raised if isinstance(one.event, CaseDecided)][-1]
    assert told.supplement == SupplementRequest(number=1, asked="请补充授权文件", due_at=DUE)
    assert (made.state, made.supplements[0].state) == (CaseState.DECIDED, SupplementState.ASKED)


@pytest.mark.parametrize("order", list(permutations([ANSWER, Supplement.lapsed, ANSWER, Supplement.lapsed])))
def test_c11_answer_and_lapse_end_alike_in_any_order(order: tuple[Any, ...]) -> None:
    """C11: told twice and in any order, an answer that arrived in time beats the lapse, and the case is back once."""
    made = asked()
    for change in order:
        made.learn_supplement(1, change, days=5, at=a.NOW)
    assert made.supplements[0] == ANSWER(asked().supplements[0])
    assert (made.state, made.reviewer_id) == (CaseState.ASSIGNED, "r")


def test_c11_a_late_word_reopens_nothing_that_was_decided_since() -> None:
    """C11: once the reviewer decided, an answer is noted and the decision stands; an unknown request is nothing."""
    made = asked()
    made.learn_supplement(1, Supplement.lapsed, days=5, at=a.NOW)
    assert made.state is CaseState.ASSIGNED
    a.decide(made)
    made.learn_supplement(1, ANSWER, days=5, at=a.NOW)
    made.learn_supplement(9, ANSWER, days=5, at=a.NOW)
    assert (made.state, made.passed, made.supplements[0].text) == (CaseState.DECIDED, True, "见附件")


def test_c10_changed_content_is_a_finding_for_a_human() -> None:
    """C10: beyond the share for review it is a warning with the share and the sections; below there is none."""
    submitted = a.submitted()
    noted = type(submitted)(
        **{**vars(submitted), "content_change": "0.410", "changed_sections": ("solution.functions",)}
    )
    finding = Finding(code="C10_CONTENT_CHANGED", severity="warning", evidence="0.410 solution.functions")
    assert finding in check(noted, **CHECKS)
    assert all(one.code != finding.code for one in check(submitted, **CHECKS))
