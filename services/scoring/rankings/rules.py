"""Refusals to freeze a round, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E2_INTEREST_DECLARED = Code(
    "E2_INTEREST_DECLARED",
    Kind.REFUSED,
    "有{count}份评分表的专家已不在评审委员会、不再具有专家角色、账号已停用，或与项目存在利益关系，请重新分配专家。",
    "{count} sheets are of experts who left the panel, lost the role, are disabled, or have an interest: assign experts again.",
)
E3_SHEETS_MISSING = Code(
    "E3_SHEETS_MISSING", Kind.REFUSED, "还有{count}份评分表未提交。", "{count} score sheets are not submitted yet."
)
E5_DISAGREEMENT = Code(
    "E5_DISAGREEMENT",
    Kind.REFUSED,
    "{count}个项目的专家评分差距过大：{teams}。请增派专家，或确认后冻结。",
    "Experts are far apart on {count} projects: {teams}. Assign a further expert, or freeze and accept it.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
