"""What review refuses, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

D1_NEWER_SUBMISSION = Code(
    "D1_NEWER_SUBMISSION",
    Kind.CONFLICT,
    "团队已提交第{number}版，请按最新版本审查。",
    "The team submitted version {number} meanwhile: review that.",
)
D1_WRONG_STATE = Code(
    "D1_WRONG_STATE",
    Kind.REFUSED,
    "审查案件状态为“{state}”，不能进行此操作。",
    "The case is {state}; that can't be done.",
)
D1_REASON_MISSING = Code("D1_REASON_MISSING", Kind.INVALID, "请写明理由。", "Give a reason.")
D1_RETURN_TOO_LATE = Code(
    "D1_RETURN_TOO_LATE",
    Kind.REFUSED,
    "提交已于{closes}截止，不能再退回修改；可要求补充材料、通过或不通过。",
    "Submission closed at {closes}; nothing can be returned for correction now. Ask for a supplement, pass or reject.",
)
D2_OWN_ORGANISATION = Code(
    "D2_OWN_ORGANISATION",
    Kind.REFUSED,
    "审查员不得审查本单位的团队。",
    "A reviewer never reviews its own organisation.",
)
D2_NOT_A_REVIEWER = Code(
    "D2_NOT_A_REVIEWER", Kind.INVALID, "该账号不是本分赛的审查员。", "That account is no reviewer of this division."
)
D3_APPEALED_BEFORE = Code("D3_APPEALED_BEFORE", Kind.REFUSED, "只能申诉一次。", "A team may appeal once.")
D3_APPEAL_LATE = Code("D3_APPEAL_LATE", Kind.REFUSED, "申诉已于{until}截止。", "Appeals closed at {until}.")
D4_JUDGEMENT_AGAINST = Code(
    "D4_JUDGEMENT_AGAINST",
    Kind.REFUSED,
    "通过须合规性、真实性、合法性三项判断均为“是”。",
    "To pass, compliance, authenticity and lawfulness must all be judged to hold.",
)
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
F5_HITS_OPEN = Code(
    "F5_HITS_OPEN", Kind.REFUSED, "还有{count}条查重线索未处理。", "{count} suspected duplicates are not settled yet."
)
F5_NOT_OF_THE_HIT = Code(
    "F5_NOT_OF_THE_HIT",
    Kind.INVALID,
    "请从该线索涉及的团队中选择。",
    "Choose from the teams of this hit; at least one where confirmed.",
)
F5_SETTLED_BEFORE = Code("F5_SETTLED_BEFORE", Kind.REFUSED, "该线索已处理。", "The hit is settled already.")
F6_TOO_LATE = Code(
    "F6_TOO_LATE",
    Kind.REFUSED,
    "递补须在{until}前完成，逾期视为弃权。",
    "A substitute had to come until {until}; the place is forfeited.",
)
F6_NOT_A_SUBSTITUTE = Code(
    "F6_NOT_A_SUBSTITUTE",
    Kind.REFUSED,
    "递补项目须与原项目同赛道、在本分赛排名中且未被推荐；原项目须已失去资格。",
    "A substitute is of the same track, ranked here and not recommended yet; and the other one must have fallen out.",
)
F8_PROPOSED_BEFORE = Code(
    "F8_PROPOSED_BEFORE", Kind.REFUSED, "入围名单已公示。", "The finalist list was proposed already."
)
F8_NO_FINALISTS = Code("F8_NO_FINALISTS", Kind.REFUSED, "还没有推荐项目。", "Nothing is recommended yet.")
F8_NOT_PASSED = Code(
    "F8_NOT_PASSED",
    Kind.REFUSED,
    "以下推荐项目的资格审查已重新打开或未通过：{teams}。请待审查有结论后再公示入围名单。",
    "The review of these recommended projects is open again or did not pass: {teams}. Propose the list once it is decided.",
)

# what a place lost by a rejection states
D1_REJECTED = "D1_REJECTED"
# what a disqualification states
F5_DUPLICATE_PROJECT = "F5_DUPLICATE_PROJECT"
F5_DUPLICATE_PERSON = "F5_DUPLICATE_PERSON"

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
