"""Refusals of texts that would be published, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

J1_NAME_ALTERED = Code(
    "J1_NAME_ALTERED",
    Kind.INVALID,
    "文本中的大赛名称不规范：{problems}",
    "The contest's official name is altered in the text: {problems_en}",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
