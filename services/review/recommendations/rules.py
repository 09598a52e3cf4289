"""The refusals of recommendations, by rule id."""

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
F1_LISTED = Code(
    "F1_LISTED",
    Kind.REFUSED,
    "以下项目已进入全国审核程序，重新报送时不能撤下：{teams}。",
    "These projects are in the national review: a list that is filed again keeps them: {teams}.",
)
F1_REPORT_MISSING = Code(
    "F1_REPORT_MISSING",
    Kind.INVALID,
    "请报送分赛举办情况（推荐规则、遴选过程、专家名单、宣传和成果转化情况）。",
    "File the division's report: rules, selection, expert list, publicity and results.",
)
F1_FILED_MEANWHILE = Code(
    "F1_FILED_MEANWHILE",
    Kind.CONFLICT,
    "本分赛的推荐名单在此期间已由他人报送，本次报送未保存。请核对现有名单和举办情况后重新提交。",
    "Somebody else has filed the division's recommendation meanwhile, and this one was not saved: check the list and the report "
    "as they are now, then file again.",
)
F1_OWN_ORGANISATION = Code(
    "F1_OWN_ORGANISATION",
    Kind.REFUSED,
    "以下项目的团队含有该账号持有人本人或所在单位，不得由该账号报送：{teams}。请由本分赛主办方的其他账号办理。",
    "The teams of these projects are the account's own, or of its own organisation: {teams}. Another account of the host files "
    "the list.",
)
F6_OWN_ORGANISATION = Code(
    "F6_OWN_ORGANISATION",
    Kind.REFUSED,
    "以下项目的团队含有该账号持有人本人或所在单位，不得由该账号通知或递补：{teams}。请由其他账号办理。",
    "The teams of these projects are the account's own, or of its own organisation: {teams}. Another account gives the notice "
    "or fills the place.",
)
F4_RECOMMENDED_TWICE = Code(
    "F4_RECOMMENDED_TWICE", Kind.INVALID, "项目{team}重复推荐。", "Project {team} is recommended twice."
)
F6_PLACE_NOT_LOST = Code(
    "F6_PLACE_NOT_LOST",
    Kind.REFUSED,
    "该项目未被推荐或未失去推荐名额，无需通知递补。",
    "This project is not recommended, or has not lost its place: there is nothing to notify of.",
)
F6_NOTIFIED_BEFORE = Code(
    "F6_NOTIFIED_BEFORE",
    Kind.REFUSED,
    "已就该名额通知推荐单位，递补期限自首次通知起算。",
    "The recommender was notified of this place before; the time to fill it runs from that notice.",
)
F6_NOTICE_EMPTY = Code("F6_NOTICE_EMPTY", Kind.INVALID, "请填写通知内容。", "Write what the recommender should know.")
F6_NOT_NOTIFIED = Code(
    "F6_NOT_NOTIFIED",
    Kind.REFUSED,
    "组委会秘书处尚未就该名额发出递补通知，收到通知后方可递补。",
    "The secretariat has not yet given notice of this place: fill it once notified.",
)
F6_TOO_LATE = Code(
    "F6_TOO_LATE",
    Kind.REFUSED,
    "递补须在{until}前完成，逾期视为弃权。",
    "A substitute had to be filed by {until}; the place is forfeited.",
)
F8_ORDER_DRAWN = Code(
    "F8_ORDER_DRAWN",
    Kind.REFUSED,
    "以下赛道的总决赛出场顺序已抽签确定，不再递补：{tracks}。",
    "The order of the final is drawn in these tracks, so nobody enters them any more: {tracks}.",
)
F6_NOT_A_SUBSTITUTE = Code(
    "F6_NOT_A_SUBSTITUTE",
    Kind.REFUSED,
    "递补项目须与原项目同赛道、在本分赛排名中且未被推荐；原项目须已失去资格。",
    "A substitute must be of the same track, ranked in this division and not recommended yet, for a project that lost its place.",
)
