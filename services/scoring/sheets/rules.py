"""Refusals about score sheets, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E2_RELEASED = Code(
    "E2_RELEASED",
    Kind.REFUSED,
    "该项目因回避或重新分配已不由您评审。",
    "This project is no longer yours to score: an interest was declared, or it was assigned anew.",
)
E3_SCORE_INVALID = Code(
    "E3_SCORE_INVALID",
    Kind.INVALID,
    "部分评分填写有误：每项评审指标一个分数，以半角阿拉伯数字填写，范围为0至{scale}，最多4位小数。",
    "Some scores are not right: one a criterion, in digits 0 to 9, from 0 to {scale}, with at most 4 decimals.",
)
E3_LATE_REASON_MISSING = Code(
    "E3_LATE_REASON_MISSING",
    Kind.INVALID,
    "评分已于{closes}截止，此后提交须说明理由，并标注为逾期评分。",
    "Scoring closed at {closes}: a score after that needs a reason, and shows as late.",
)
E3_SCORES_MISSING = Code(
    "E3_SCORES_MISSING", Kind.REFUSED, "以下指标尚未评分：{missing}。", "Not scored yet: {missing}."
)
E3_SEALED = Code("E3_SEALED", Kind.REFUSED, "排名已冻结，评分不可更改。", "The ranking is frozen; scores can't change.")

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
