"""Refusals of someone whom publicity does not know, by rule id; never with what was typed."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

H2_UNKNOWN_TEAM = Code(
    "H2_UNKNOWN_TEAM",
    Kind.INVALID,
    "没有此团队，请核对团队编号；刚刚报名的团队请稍后再试。",
    "There is no such team: check its identifier. If it registered a moment ago, try again shortly.",
)
H2_UNKNOWN_ORGANISER = Code(
    "H2_UNKNOWN_ORGANISER",
    Kind.INVALID,
    "没有此主办单位，请填写分赛代码或推荐赛事的编号。",
    "There is no such organiser: give a division's code or the identifier of another contest.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
