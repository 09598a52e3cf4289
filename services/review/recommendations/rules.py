"""What a recommendation refuses, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

F1_DEADLINE_PASSED = Code(
    "F1_DEADLINE_PASSED", Kind.REFUSED, "推荐已于{until}截止。", "Recommendations closed at {until}."
)
F1_QUOTA_EXCEEDED = Code(
    "F1_QUOTA_EXCEEDED",
    Kind.REFUSED,
    "赛道“{track}”最多推荐{quota}个项目，当前为{count}个。",
    "At most {quota} projects of track {track} may be recommended, not {count}.",
)
F1_NOT_RANKED = Code(
    "F1_NOT_RANKED",
    Kind.REFUSED,
    "项目{team}不在本分赛已冻结的排名中，不能推荐。",
    "Project {team} is in no frozen ranking of this division and can't be recommended.",
)
F1_NOT_PASSED = Code(
    "F1_NOT_PASSED",
    Kind.REFUSED,
    "项目{team}未通过资格审查，不能推荐。",
    "Project {team} did not pass review and can't be recommended.",
)
F1_REPORT_MISSING = Code(
    "F1_REPORT_MISSING",
    Kind.INVALID,
    "请报送分赛举办情况（推荐规则、遴选过程、专家名单、宣传和成果转化情况）。",
    "File the division's report: rules, selection, expert list, publicity and results.",
)
F4_RECOMMENDED_TWICE = Code(
    "F4_RECOMMENDED_TWICE", Kind.INVALID, "项目{team}重复推荐。", "Project {team} is recommended twice."
)
F6_TOO_LATE = Code(
    "F6_TOO_LATE",
    Kind.REFUSED,
    "递补须在{until}前完成，逾期视为弃权。",
    "A substitute had to be filed by {until}; the place is forfeited.",
)
F6_NOT_A_SUBSTITUTE = Code(
    "F6_NOT_A_SUBSTITUTE",
    Kind.REFUSED,
    "递补项目须与原项目同赛道、在本分赛排名中且未被推荐；原项目须已失去资格。",
    "A substitute must be of the same track, ranked in this division and not recommended yet, for a project that lost its place.",
)
