"""Score sheets (E3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.scoring.model import rules
from services.scoring.model.events import ScoresheetSubmitted
from services.scoring.model.sheet import Score, SheetState
from tests.unit.services.scoring.builders import LATER, NOW, scores, sheet


def test_a_draft_is_saved_and_submitted_once() -> None:
    """E3: drafts save in part; submitting needs every criterion, and twice is once."""
    made = sheet()
    made.write(scores()[:1], "")
    with pytest.raises(Refusal) as refused:
        made.submit(at=NOW)
    assert (refused.value.code, refused.value.facts) == (rules.E3_SCORES_MISSING, {"missing": "创新、团队"})
    made.write(scores(), "")
    made.submit(at=NOW)
    made.submit(at=LATER)
    assert (made.state, len(made.versions), made.submitted) == (SheetState.SUBMITTED, 1, scores())
    assert [one.event for one in made.raised] == [
        ScoresheetSubmitted(sheet_id="sheet-1", round_id="division-110000-industry", number=1)
    ]


def test_a_change_after_submission_is_a_new_version_with_a_reason() -> None:
    """E3: without a reason it is refused; both versions stay, and until it is submitted the old one counts."""
    made = sheet()
    made.write(scores(), "")
    made.submit(at=NOW)
    with pytest.raises(Refusal) as refused:
        made.write(scores("90"), " ")
    assert refused.value.code == rules.E3_REASON_MISSING
    made.write(scores("90"), "看错了材料")
    assert (made.state, made.submitted) == (SheetState.DRAFT, scores())
    made.submit(at=LATER)
    assert [(one.scores, one.reason, one.submitted_at) for one in made.versions] == [
        (scores(), "", NOW),
        (scores("90"), "看错了材料", LATER),
    ]
    assert made.submitted == scores("90")


def test_a_sealed_sheet_takes_nothing() -> None:
    """E3, E6: neither a draft nor a version, until the committee reopened the round."""
    made = sheet()
    made.write(scores(), "")
    made.submit(at=NOW)
    made.write(scores("10"), "想改")
    assert [made.seal(2), made.seal(2), made.seal(1)] == [True, False, False]
    with pytest.raises(Refusal) as rewritten:
        made.write(scores("99"), "太晚")
    with pytest.raises(Refusal) as submitted:
        made.submit(at=LATER)
    assert (rewritten.value.code, submitted.value.code) == (rules.E3_SEALED, rules.E3_SEALED)
    assert made.submitted == scores()
    assert made.unseal(1) is False  # what undoes an older attempt to freeze leaves a newer seal alone
    assert made.unseal(2) is True
    made.submit(at=LATER)
    assert made.submitted == scores("10")


@pytest.mark.parametrize("text", ["0", "100", "79.5", "0.0001", "100.0000"])
def test_scores_within_the_scale_are_taken(text: str) -> None:
    """E3."""
    made = sheet()
    made.write((Score(criterion_id="value", score=text),), "")
    assert made.scores == (Score(criterion_id="value", score=text),)


@pytest.mark.parametrize(
    "text",
    ["-1", "100.0001", "0.00001", "", "abc", "NaN", "1/2", "1e999999999", "9e1", "9_0", " 90", "+90", "９０", "5."],
)
def test_scores_outside_it_are_refused(text: str) -> None:
    """E3: with the place at fault."""
    made = sheet()
    with pytest.raises(Refusal) as refused:
        made.write((Score(criterion_id="team", score="1"), Score(criterion_id="value", score=text)), "")
    assert refused.value.code == rules.E3_SCORE_INVALID
    assert [one.field for one in refused.value.faults] == ["scores[1].score"]
    assert made.scores == ()


@pytest.mark.parametrize("names", [("value", "value"), ("value", "beauty")])
def test_a_criterion_twice_or_unknown_is_refused(names: tuple[str, str]) -> None:
    """E3: the rubric is that of the filed scheme."""
    with pytest.raises(Refusal) as refused:
        sheet().write(tuple(Score(criterion_id=name, score="1") for name in names), "")
    assert [one.field for one in refused.value.faults] == ["scores[1].criterion_id"]


@given(st.text(max_size=12))
def test_no_text_gets_a_score_that_is_no_number_of_the_scale(text: str) -> None:
    """E3: whatever is written, it is refused by its code or is a decimal from 0 to the scale."""
    made, code = sheet(), None
    try:
        made.write((Score(criterion_id="value", score=text),), "")
    except Refusal as refused:
        code = refused.code
    within = [0 <= float(one.score) <= 100 for one in made.scores]
    assert (code, within) in ((rules.E3_SCORE_INVALID, []), (None, [True]))


def test_a_released_sheet_takes_nothing_until_it_is_assigned_again() -> None:
    """E2: another expert has the project; what was written stays on record."""
    made = sheet()
    made.write(scores(), "")
    made.submit(at=NOW)
    assert (made.release(), made.release(), made.ready) == (True, False, False)
    with pytest.raises(Refusal) as refused:
        made.write(scores("99"), "仍想改")
    assert (refused.value.code, made.submitted) == (rules.E2_RELEASED, scores())
    assert (made.assign(), made.assign(), made.ready) == (True, False, True)
    made.write(scores("99"), "重新评审")
    assert made.ready is False
