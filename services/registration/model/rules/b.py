"""Organisations, teams and representatives (rules B)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID, CONFLICT = Kind.REFUSED, Kind.INVALID, Kind.CONFLICT

B1_USCC_INVALID = Code(
    "B1_USCC_INVALID",
    INVALID,
    "统一社会信用代码{uscc}不符合GB 32100校验规则，请核对。",
    "{uscc} is no valid unified social credit code (GB 32100): check it.",
)
B2_TEAM_COMPOSITION = Code(
    "B2_TEAM_COMPOSITION", INVALID, "组队信息有误：{what}。", "The team's make-up is not right: {what}."
)
B3_CREDIT_LISTED = Code(
    "B3_CREDIT_LISTED",
    REFUSED,
    "参赛单位{uscc}在“信用中国”严重失信名单（{list}，截至{as_of}）中，不得参赛。",
    "Organisation {uscc} stands on a Credit China list ({list}, as of {as_of}) and can't take part.",
)
B4_TOO_MANY_REPRESENTATIVES = Code(
    "B4_TOO_MANY_REPRESENTATIVES",
    REFUSED,
    "参赛代表须为1至{limit}人，当前为{count}人。",
    "A team has 1 to {limit} representatives, not {count}.",
)
B5_IDENTITY_INVALID = Code(
    "B5_IDENTITY_INVALID",
    INVALID,
    "有参赛代表的证件号码不正确，请逐一核对。",
    "A representative's identity number is not valid: check each.",
)
B5_REPRESENTATIVE_IN_ANOTHER_TEAM = Code(
    "B5_REPRESENTATIVE_IN_ANOTHER_TEAM",
    CONFLICT,
    "有参赛代表已在其他团队报名。每位代表只能代表1个团队参赛，请更换代表，或请其所在团队先退出。",
    "A representative is already in another team. Each may be in one only: choose another, or let that team withdraw first.",
)
B5_REPRESENTATIVE_TWICE = Code(
    "B5_REPRESENTATIVE_TWICE",
    INVALID,
    "同一参赛代表填写了两次，请删除重复项。",
    "The same representative is given twice: remove one.",
)
B6_REPRESENTATIVES_FIXED = Code(
    "B6_REPRESENTATIVES_FIXED",
    REFUSED,
    "报名已于{closes}截止，参赛代表不可更改。",
    "Registration closed at {closes}; representatives can't change any more.",
)
B7_REGISTERED_ELSEWHERE = Code(
    "B7_REGISTERED_ELSEWHERE",
    CONFLICT,
    "本团队参赛单位的同名项目或同名团队已报名。每个团队和项目仅能在一个分赛区报名一次。",
    "One of these organisations has registered a project or team of that name already; each registers once, in one division.",
)
B8_ORGANISER_TAKES_PART = Code(
    "B8_ORGANISER_TAKES_PART",
    REFUSED,
    "单位{uscc}是本分赛区的组织单位，不得在本赛区参赛。",
    "Organisation {uscc} organises this division and can't take part in it.",
)
B8_AFFILIATED = Code(
    "B8_AFFILIATED",
    REFUSED,
    "单位{uscc}与本分赛区组织单位{organiser}存在分公司、子公司、控股或母公司关系（{way}），不得在本赛区参赛，可改报其他赛区。",
    "Organisation {uscc} is a branch, subsidiary, holding or parent of {organiser}, which organises this division ({way}): "
    "it can't take part here, but in another division.",
)
B8_LINE_CODE_INVALID = Code(
    "B8_LINE_CODE_INVALID",
    INVALID,
    "统一社会信用代码不符合GB 32100校验规则，请核对本行。",
    "Not a valid unified social credit code (GB 32100): check this line.",
)
B8_LINE_KIND_UNKNOWN = Code(
    "B8_LINE_KIND_UNKNOWN",
    INVALID,
    "关系类型须为branch（分公司）、subsidiary（子公司）、held（控股）、subordinate（下属单位）或minority（参股）。",
    "The kind is branch, subsidiary, held, subordinate or minority.",
)
B8_LINE_SELF = Code(
    "B8_LINE_SELF",
    INVALID,
    "上级与下级是同一单位，请核对本行。",
    "Both codes are the same organisation: check this line.",
)
B10_NOT_DECLARED_TRUE = Code(
    "B10_NOT_DECLARED_TRUE",
    REFUSED,
    "请先承诺所提交信息真实、准确。",
    "Declare first that everything submitted is true.",
)
TEAM_NOT_ACTIVE = Code(
    "TEAM_NOT_ACTIVE", REFUSED, "团队状态为“{state}”，不能进行此操作。", "The team is {state}; that can't be done."
)
