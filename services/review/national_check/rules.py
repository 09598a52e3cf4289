"""The refusals of the national check and the finalist list, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

F5_NOT_CHECKED = Code(
    "F5_NOT_CHECKED",
    Kind.REFUSED,
    "还有{count}个推荐项目未完成查重核验：{teams}。核验由系统自动进行，完成后方可公示入围名单。",
    "The national check is not done with {count} recommended projects: {teams}. It runs by itself; propose the list once it is.",
)
F5_HITS_OPEN = Code(
    "F5_HITS_OPEN", Kind.REFUSED, "还有{count}条查重线索未处理。", "{count} suspected duplicates are not settled yet."
)
F5_NOT_OF_THE_HIT = Code(
    "F5_NOT_OF_THE_HIT",
    Kind.INVALID,
    "请从该线索涉及的团队中选择：认定重复的至少选择一个，不认定的不选。",
    "Choose from the teams of this hit: at least one if it is confirmed, none if it is dismissed.",
)
F5_OWN_ORGANISATION = Code(
    "F5_OWN_ORGANISATION",
    Kind.REFUSED,
    "该线索涉及的团队含有该账号持有人本人或所在单位，须由组委会秘书处的其他账号处理。",
    "A team of this hit is the account's own, or of its own organisation: another account of the secretariat settles it.",
)
F5_SETTLED_BEFORE = Code("F5_SETTLED_BEFORE", Kind.REFUSED, "该线索已处理。", "The hit is settled already.")
F8_PROPOSED_BEFORE = Code(
    "F8_PROPOSED_BEFORE",
    Kind.REFUSED,
    "入围名单已公示，没有新增的推荐项目。",
    "The finalist list is proposed already, and no project was recommended since.",
)
F8_NO_FINALISTS = Code(
    "F8_NO_FINALISTS",
    Kind.REFUSED,
    "还没有推荐项目，请待各分赛报送推荐名单后再提出入围名单。",
    "Nothing is recommended yet: propose the list once divisions have filed their recommendations.",
)
F8_NOT_PASSED = Code(
    "F8_NOT_PASSED",
    Kind.REFUSED,
    "有{count}个推荐项目的资格审查已重新打开或未通过：{teams}。请待审查有结论后再公示入围名单。",
    "The review of {count} recommended projects is open again or did not pass: {teams}. Propose the list once it is decided.",
)
F8_RANKING_REOPENED = Code(
    "F8_RANKING_REOPENED",
    Kind.REFUSED,
    "有{count}个推荐项目所依据的分赛排名已重新开启：{teams}。请待排名重新冻结后再公示入围名单。",
    "The ranking by which {count} projects were recommended is reopened: {teams}. Propose the list once it is frozen again.",
)

# the codes that a disqualification for a duplicate bears
F5_DUPLICATE_PROJECT = "F5_DUPLICATE_PROJECT"
F5_DUPLICATE_PERSON = "F5_DUPLICATE_PERSON"

# the codes with which a finalist is struck from the list
F1_NOT_RECOMMENDED = "F1_NOT_RECOMMENDED"
F8_OBJECTION_UPHELD = "F8_OBJECTION_UPHELD"
