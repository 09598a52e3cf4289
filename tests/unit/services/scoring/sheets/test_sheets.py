"""Score sheets (E3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.refusal import Refusal
from services.scoring.shared.rules import E3_REASON_MISSING
from services.scoring.sheets import rules, wire
from services.scoring.sheets.events import ScoresheetSubmitted
from services.scoring.sheets.model.sheet import Score, SheetState
from tests.unit.services.scoring.builders import LATER, NOW, make_scores, make_sheet


def test_a_draft_is_saved_and_submitted_once() -> None:
    """E3: drafts save in part; submitting needs every criterion, and twice is once."""
    sheet = make_sheet()
    sheet.write(make_scores()[:1], "")
    with pytest.raises(Refusal) as refused:
        sheet.submit(at=NOW)
    assert (refused.value.code, refused.value.facts) == (rules.E3_SCORES_MISSING, {"missing": "创新,团队"})
    assert refused.value.en == "Not scored yet: 创新, 团队."
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    sheet.submit(at=LATER)
    assert (sheet.state, len(sheet.versions), sheet.submitted) == (SheetState.SUBMITTED, 1, make_scores())
    assert [raised.event for raised in sheet.raised] == [
        ScoresheetSubmitted(
            sheet_id="sheet-1",
            round_id="division-110000-industry",
            number=1,
            digest=sheet.versions[0].digest,
            team_id="team-001",
            account_id="expert-1",
        )
    ]


def test_a_change_after_submission_is_a_new_version_with_a_reason() -> None:
    """E3: without a reason it is refused; both versions stay, and until it is submitted the old one counts."""
    sheet = make_sheet()
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    with pytest.raises(Refusal) as refused:
        sheet.write(make_scores("90"), " ")
    assert refused.value.code == E3_REASON_MISSING
    sheet.write(make_scores("90"), "看错了材料")
    assert (sheet.state, sheet.submitted) == (SheetState.DRAFT, make_scores())
    sheet.submit(at=LATER)
    assert [(version.scores, version.reason, version.submitted_at) for version in sheet.versions] == [
        (make_scores(), "", NOW),
        (make_scores("90"), "看错了材料", LATER),
    ]
    assert sheet.submitted == make_scores("90")


def test_a_sealed_sheet_can_not_be_written() -> None:
    """E3, E6: neither a draft nor a version, until the committee reopened the round."""
    sheet = make_sheet()
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    sheet.write(make_scores("10"), "想改")
    assert [sheet.seal(2), sheet.seal(2), sheet.seal(1)] == [True, False, False]
    with pytest.raises(Refusal) as rewritten:
        sheet.write(make_scores("99"), "太晚")
    with pytest.raises(Refusal) as submitted:
        sheet.submit(at=LATER)
    assert (rewritten.value.code, submitted.value.code) == (rules.E3_SEALED, rules.E3_SEALED)
    assert sheet.submitted == make_scores()
    assert sheet.unseal(1) is False  # what undoes an older attempt to freeze leaves a newer seal alone
    assert sheet.unseal(2) is True
    sheet.submit(at=LATER)
    assert sheet.submitted == make_scores("10")


@pytest.mark.parametrize("text", ["0", "100", "79.5", "0.0001", "100.0000"])
def test_scores_within_the_scale_are_taken(text: str) -> None:
    """E3."""
    sheet = make_sheet()
    sheet.write((Score(criterion_id="value", score=text),), "")
    assert sheet.scores == (Score(criterion_id="value", score=text),)


RANGE, FORM, DECIMALS = "分数须在0至100之间。", "分数须以半角阿拉伯数字填写", "分数最多4位小数。"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, RANGE) for text in ("-1", "100.0001", "101")),
        *((text, DECIMALS) for text in ("88.12345", "0.00001", "８８.12345")),
        *((text, FORM) for text in ("", "abc", "NaN", "1/2", "1e999999999", "9e1", "9_0", " 90", "+90", "９０", "5.")),
    ],
)
def test_a_score_that_is_not_right_is_told_why(text: str, said: str) -> None:
    """E3: by its form, its decimals, or because it is not within the scale; with the field at fault."""
    sheet = make_sheet()
    with pytest.raises(Refusal) as refused:
        sheet.write((Score(criterion_id="team", score="1"), Score(criterion_id="value", score=text)), "")
    assert refused.value.code == rules.E3_SCORE_INVALID
    assert [(fault.field, fault.zh[: len(said)]) for fault in refused.value.faults] == [("scores[1].score", said)]
    assert sheet.scores == ()


def test_a_draft_keeps_a_comment_whose_score_is_still_to_come() -> None:
    """E3: it counts as no score: nothing is submitted and no total computed before there is one."""
    sheet = make_sheet()
    first, *others = make_scores()
    begun = (replace(first, score="", comment="待核对材料"), *others)
    sheet.write(begun, "")
    assert (sheet.scores, sheet.total) == (begun, "")
    with pytest.raises(Refusal) as refused:
        sheet.submit(at=NOW)
    assert refused.value.code == rules.E3_SCORES_MISSING
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    assert sheet.submitted == make_scores()


def test_all_that_is_wrong_with_a_change_is_told_at_once() -> None:
    """E3: a score out of range and no reason, each at its field."""
    sheet = make_sheet()
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    with pytest.raises(Refusal) as refused:
        sheet.write((Score(criterion_id="value", score="101"),), " ")
    assert [fault.field for fault in refused.value.faults] == ["reason", "scores[0].score"]
    assert sheet.scores == make_scores()


def test_the_expert_reads_the_reason_that_the_draft_has() -> None:
    """E3: until it is submitted, from when on its version has it."""
    sheet = make_sheet()
    sheet.write(make_scores(), "住院期间未能评审")
    draft = wire.sheet_view(sheet, None, None, released=False)
    sheet.submit(closes=NOW, at=LATER)
    submitted = wire.sheet_view(sheet, None, None, released=False)
    assert (draft.reason, submitted.reason) == ("住院期间未能评审", "")
    assert [version.reason for version in submitted.versions] == ["住院期间未能评审"]


def test_a_score_after_the_close_needs_a_reason_and_shows_as_late() -> None:
    """E3: it is never impossible; a reason of the draft counts, and at the close itself it is in time."""
    in_time, told, drafted = make_sheet(), make_sheet(), make_sheet()
    for sheet, reason in ((in_time, ""), (told, ""), (drafted, "住院期间未能评审")):
        sheet.write(make_scores(), reason)
    in_time.submit(closes=LATER, at=LATER)
    with pytest.raises(Refusal) as refused:
        told.submit(" ", closes=NOW, at=LATER)
    assert (refused.value.code, told.versions) == (rules.E3_LATE_REASON_MISSING, ())
    told.submit("系统中断", closes=NOW, at=LATER)
    drafted.submit(closes=NOW, at=LATER)
    assert [(sheet.late, sheet.versions[0].reason) for sheet in (in_time, told, drafted)] == [
        (False, ""),
        (True, "系统中断"),
        (True, "住院期间未能评审"),
    ]
    events = [sheet.raised[0].event for sheet in (in_time, told, drafted)]
    assert [(event.late, event.reason) for event in events] == [
        (False, ""),
        (True, "系统中断"),
        (True, "住院期间未能评审"),
    ]


def test_the_digest_of_a_version_changes_with_each_score_and_comment() -> None:
    """D5: by it a stored version is compared with its event."""
    digests = set()
    for scores in (make_scores(), make_scores("81"), tuple(replace(score, comment="另") for score in make_scores())):
        sheet = make_sheet()
        sheet.write(scores, "")
        sheet.submit(at=NOW)
        digests.add(sheet.versions[0].digest)
    assert len(digests) == 3


@pytest.mark.parametrize("names", [("value", "value"), ("value", "beauty")])
def test_a_criterion_twice_or_unknown_is_refused(names: tuple[str, str]) -> None:
    """E3: the rubric is that of the filed scheme."""
    with pytest.raises(Refusal) as refused:
        make_sheet().write(tuple(Score(criterion_id=name, score="1") for name in names), "")
    assert [fault.field for fault in refused.value.faults] == ["scores[1].criterion_id"]


@given(st.text(max_size=12))
def test_no_text_gets_in_that_is_no_number_of_the_scale(text: str) -> None:
    """E3: whatever is written, it is refused by its code or is a decimal from 0 to the scale."""
    sheet, code = make_sheet(), None
    try:
        sheet.write((Score(criterion_id="value", score=text),), "")
    except Refusal as refused:
        code = refused.code
    within = [0 <= float(score.score) <= 100 for score in sheet.scores]
    assert (code, within) in ((rules.E3_SCORE_INVALID, []), (None, [True]))


def test_a_released_sheet_can_not_be_written_until_it_is_assigned_again() -> None:
    """E2: another expert has the project; what was written stays on record."""
    sheet = make_sheet()
    sheet.write(make_scores(), "")
    sheet.submit(at=NOW)
    assert (sheet.release(), sheet.release(), sheet.ready) == (True, False, False)
    with pytest.raises(Refusal) as refused:
        sheet.write(make_scores("99"), "仍想改")
    assert (refused.value.code, sheet.submitted) == (rules.E2_RELEASED, make_scores())
    assert (sheet.assign(), sheet.assign(), sheet.ready) == (True, False, True)
    sheet.write(make_scores("99"), "重新评审")
    assert sheet.ready is False


def test_e4_a_sheet_has_a_weighted_total_once_each_criterion_is_scored() -> None:
    """E3, E4: weights 0.6, 0.3, 0.1; empty while a score is missing."""
    sheet = make_sheet()
    assert sheet.total == ""
    sheet.write(make_scores()[:2], "")
    assert sheet.total == ""
    scores = (("value", "80"), ("novelty", "90.5"), ("team", "100"))
    sheet.write(tuple(Score(criterion_id=name, score=score) for name, score in scores), "")
    assert sheet.total == "85.15"
    sheet.write(tuple(Score(criterion_id=name, score="100") for name, _ in scores), "")
    assert sheet.total == "100"
