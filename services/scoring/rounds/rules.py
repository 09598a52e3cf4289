"""Refusals about rounds and the assignment of experts, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E2_NOT_ENOUGH_EXPERTS = Code(
    "E2_NOT_ENOUGH_EXPERTS",
    Kind.REFUSED,
    "项目{team}需{needed}位可评审专家，回避后仅有{able}位，请增补专家。",
    "Project {team} needs {needed} experts and only {able} may score it: appoint more.",
)
E2_NO_PROJECTS = Code("E2_NO_PROJECTS", Kind.REFUSED, "本轮没有待评项目。", "The round has no projects.")
E5_UNKNOWN_PROJECT = Code(
    "E5_UNKNOWN_PROJECT",
    Kind.INVALID,
    "增派专家的项目不在本轮中。",
    "A project to get a further expert is not of this round.",
)
E6_WRONG_STATE = Code(
    "E6_WRONG_STATE",
    Kind.REFUSED,
    "本轮评审状态为“{state}”，不能进行此操作。",
    "The round is {state}; that can't be done.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
