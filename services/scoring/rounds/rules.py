"""What scoring refuses, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E1_UNKNOWN_PANEL = Code(
    "E1_UNKNOWN_PANEL", Kind.INVALID, "没有评审委员会“{panel}”。", "No panel {panel}: use division-<code> or final."
)
E1_NOT_ON_PANEL = Code(
    "E1_NOT_ON_PANEL", Kind.FORBIDDEN, "该账号不是此评审委员会的专家。", "This account is no expert of that panel."
)
E2_NOT_ENOUGH_EXPERTS = Code(
    "E2_NOT_ENOUGH_EXPERTS",
    Kind.REFUSED,
    "项目{team}需{needed}位可评审专家，回避后仅有{able}位，请增补专家。",
    "Project {team} needs {needed} experts and only {able} may score it: appoint more.",
)
E2_INTEREST_DECLARED = Code(
    "E2_INTEREST_DECLARED",
    Kind.REFUSED,
    "有{count}份评分表的专家已不在评审委员会或已声明利益关系，请重新分配专家。",
    "{count} sheets are of experts who left the panel or declared an interest since: assign experts again.",
)
E2_NO_PROJECTS = Code("E2_NO_PROJECTS", Kind.REFUSED, "本轮没有待评项目。", "The round has no projects.")
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
E3_REASON_MISSING = Code(
    "E3_REASON_MISSING", Kind.INVALID, "提交后修改评分须说明理由。", "A change after submission needs a reason."
)
E3_SEALED = Code("E3_SEALED", Kind.REFUSED, "排名已冻结，评分不可更改。", "The ranking is frozen; scores can't change.")
E3_SHEETS_MISSING = Code(
    "E3_SHEETS_MISSING", Kind.REFUSED, "还有{count}份评分表未提交。", "{count} score sheets are not submitted yet."
)
E3_UNKNOWN_SCHEME = Code(
    "E3_UNKNOWN_SCHEME",
    Kind.UNAVAILABLE,
    "评审方案尚未同步，请稍后重试。",
    "The division's scheme has not arrived yet: try again shortly.",
)
E5_DISAGREEMENT = Code(
    "E5_DISAGREEMENT",
    Kind.REFUSED,
    "{count}个项目的专家评分差距过大：{teams}。请增派专家，或确认后冻结。",
    "Experts are far apart on {count} projects: {teams}. Assign a further expert, or freeze and accept it.",
)
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
E7_NO_RANKING = Code(
    "E7_NO_RANKING",
    Kind.REFUSED,
    "项目{team}不在本分赛已冻结的排名中，不能授奖。",
    "Project {team} is in no frozen ranking of this division and can't get an award.",
)
E7_QUOTA_EXCEEDED = Code(
    "E7_QUOTA_EXCEEDED",
    Kind.REFUSED,
    "“{category}”按方案最多{quota}个，当前为{count}个。",
    "The scheme has {quota} of {category}, not {count}.",
)
E7_UNKNOWN_CATEGORY = Code(
    "E7_UNKNOWN_CATEGORY", Kind.INVALID, "方案中没有奖项“{category}”。", "The scheme has no award {category}."
)
E7_GRANTED_TWICE = Code(
    "E7_GRANTED_TWICE", Kind.INVALID, "同一奖项重复授予项目{team}。", "Project {team} stands twice in one category."
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
