"""The refusals of review desks, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

D2_OWN_ORGANISATION = Code(
    "D2_OWN_ORGANISATION",
    Kind.REFUSED,
    "审查员不得办理本人或本单位所在团队的审查。",
    "Nobody acts in the review of a team of their own, or of their own organisation.",
)
D2_HOSTS_OWN_ORGANISATION = Code(
    "D2_HOSTS_OWN_ORGANISATION",
    Kind.REFUSED,
    "该团队含有本分赛组织单位，主办方不得办理其审查；由指定的审查员或组委会秘书处办理。",
    "An organiser of this division is in the team: its host does not act in its case. The reviewer or the secretariat does.",
)
D2_RECUSED = Code(
    "D2_RECUSED",
    Kind.REFUSED,
    "该账号已申请回避本案件，不再办理；请由其他人员办理。",
    "This account withdrew from the case because of a conflict of interest: another person acts.",
)
D2_NO_SUCH_REVIEWER = Code(
    "D2_NO_SUCH_REVIEWER",
    Kind.INVALID,
    "所列账号不是本分赛在用的审查员账号，请按各字段的提示核对；刚刚接受邀请的，请稍后重试。",
    "Not each of these accounts is an active reviewer's of this division: see each field. One that accepted its invitation a "
    "moment ago may take a moment: try again shortly.",
)
D2_ORGANISATION_DIFFERS = Code(
    "D2_ORGANISATION_DIFFERS",
    Kind.INVALID,
    "审查员所在单位以其账号登记的为准，请按各字段的提示核对。",
    "The organisation of a reviewer is that of the account: see each field.",
)
D3_OWN_DECISION = Code(
    "D3_OWN_DECISION",
    Kind.REFUSED,
    "团队申诉的是该账号作出的决定，须由其他人员办理；本分赛没有其他人员的，由组委会秘书处办理。",
    "The team appealed against this account's own decision: another person acts, or the secretariat if there is nobody else.",
)
D2_NOT_A_REVIEWER = Code(
    "D2_NOT_A_REVIEWER", Kind.INVALID, "该账号不是本分赛的审查员。", "That account is no reviewer of this division."
)
