"""Refusals about objections, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

F8_NOT_OPEN = Code(
    "F8_NOT_OPEN",
    Kind.REFUSED,
    "异议应在入围名单或获奖名单的公示期内提出；该公示不在公示期内，或不接受异议。发现违规的，可随时实名举报。",
    "Objections are taken to lists of finalists and winners, within the days of their notice: these are over, or this notice "
    "takes none. A breach may be reported at any time, under a real name.",
)
F8_TEXT_MISSING = Code(
    "F8_TEXT_MISSING",
    Kind.INVALID,
    "请写明异议内容，不超过{longest}字。",
    "Say what is wrong, in at most {longest} characters.",
)
F8_TEXT_UNREADABLE = Code(
    "F8_TEXT_UNREADABLE",
    Kind.INVALID,
    "异议内容的第{place}个字符不可见，请删除后重新提交。",
    "Character {place} of the objection can't be seen: remove it and send it again.",
)
F8_TEAM_NOT_LISTED = Code(
    "F8_TEAM_NOT_LISTED",
    Kind.INVALID,
    "该获奖名单中没有此团队，请核对团队编号，或者不填团队、对整个名单提出异议。",
    "That list of winners does not have this team: check its identifier, or leave it out to object to the list as a whole.",
)
F8_OTHER_VERSION = Code(
    "F8_OTHER_VERSION",
    Kind.REFUSED,
    "该团队已列入名单的另一批次，请在该批次的公示期内提出异议。发现违规的，可随时实名举报。",
    "Another version of the list has this team: object within the days of its notice. A breach may be reported at any time, "
    "under a real name.",
)
F8_ALREADY_SETTLED = Code(
    "F8_ALREADY_SETTLED",
    Kind.REFUSED,
    "异议已处理（{count}件），处理结果不可更改，请刷新后重试。",
    "An objection was settled before ({count}), and that is final: read the list again.",
)
F8_OWN_ORGANISATION = Code(
    "F8_OWN_ORGANISATION",
    Kind.REFUSED,
    "异议涉及的团队含有该账号持有人本人或所在单位，须由其他账号处理。",
    "The objection is about a team of the account's own, or of its own organisation: another account settles it.",
)
F8_REASON_MISSING = Code(
    "F8_REASON_MISSING",
    Kind.INVALID,
    "请写明处理异议的理由，不超过{longest}字。",
    "Give the reason for settling the objection so, in at most {longest} characters.",
)
F8_RULE_MISSING = Code(
    "F8_RULE_MISSING",
    Kind.INVALID,
    "异议成立将取消该团队的名额，须指明违反的规则代码，例如 B10_FALSE_DECLARATION。",
    "To uphold it takes the team's place away: name the code of the rule that was broken, for example B10_FALSE_DECLARATION.",
)
F8_NOT_HEARD = Code(
    "F8_NOT_HEARD",
    Kind.INVALID,
    "异议成立将取消该团队的名额，须先听取团队意见并填写听取情况，不超过{longest}字。",
    "To uphold it takes the team's place away: hear the team first, and record it in at most {longest} characters.",
)
F8_TOO_MANY = Code(
    "F8_TOO_MANY",
    Kind.INVALID,
    "一次可处理1至{most}件异议。",
    "Name 1 to {most} objections at a time.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
