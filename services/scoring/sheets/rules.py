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
    "评分须为0至{scale}之间的十进制数，且对应评审指标。",
    "Scores are decimals from 0 to {scale}, one a criterion.",
)
E3_SCORES_MISSING = Code(
    "E3_SCORES_MISSING", Kind.REFUSED, "以下指标尚未评分：{missing}。", "Not scored yet: {missing}."
)
E3_SEALED = Code("E3_SEALED", Kind.REFUSED, "排名已冻结，评分不可更改。", "The ranking is frozen; scores can't change.")

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
