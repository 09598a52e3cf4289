"""The codes with which publicity refuses, each with its rule id and its two texts."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

H2_ANONYMOUS = Code(
    "H2_ANONYMOUS",
    Kind.INVALID,
    "举报须实名：请填写真实姓名、证件号码和联系方式（缺少：{missing}）。",
    "A report is made under a real name: give name, identity document and contact (missing: {missing}).",
)
H2_IDENTITY_INVALID = Code(
    "H2_IDENTITY_INVALID",
    Kind.INVALID,
    "证件号码校验未通过，请核对证件类型和号码。",
    "The identity document's number does not hold: check its kind and number.",
)
H2_TEXT_MISSING = Code(
    "H2_TEXT_MISSING",
    Kind.INVALID,
    "请写明举报内容，不超过 {longest} 字。",
    "Say what is reported, in at most {longest} characters.",
)
H2_NO_EVIDENCE = Code(
    "H2_NO_EVIDENCE",
    Kind.INVALID,
    "举报须附证据：请至少提供一份材料（文件名和 SHA-256），最多 {most} 份。",
    "A report needs evidence: name at least one file with its SHA-256, at most {most}.",
)
H2_TEAM_NOT_IN_NOTICE = Code(
    "H2_TEAM_NOT_IN_NOTICE",
    Kind.INVALID,
    "该公示中没有此团队，请核对公示和团队编号。",
    "That notice does not list this team: check both identifiers.",
)
H3_ALREADY_ACCEPTED = Code(
    "H3_ALREADY_ACCEPTED", Kind.REFUSED, "该举报已受理，无需重复受理。", "This report was accepted before."
)
H3_NOT_ACCEPTED = Code(
    "H3_NOT_ACCEPTED", Kind.REFUSED, "该举报尚未受理，请先受理。", "This report was not accepted yet: accept it first."
)
H3_NOT_HEARD = Code(
    "H3_NOT_HEARD",
    Kind.REFUSED,
    "尚未听取当事方意见，不能认定举报成立，请先记录听取情况。",
    "The parties were not heard, so the report can't be upheld: record the hearing first.",
)
H3_ALREADY_ADJUDICATED = Code(
    "H3_ALREADY_ADJUDICATED",
    Kind.REFUSED,
    "该举报已裁定，裁定不可更改。",
    "This report was adjudicated; the ruling stands.",
)
H3_REASON_MISSING = Code(
    "H3_REASON_MISSING",
    Kind.INVALID,
    "请写明理由，不超过 {longest} 字：每一步都要留下记录。",
    "Give the reason, in at most {longest} characters: each step is on record.",
)
H3_RULE_MISSING = Code(
    "H3_RULE_MISSING",
    Kind.INVALID,
    "认定举报成立须指明违反的规则代码，例如 B10_FALSE_DECLARATION。",
    "Name the code of the rule that was broken, for example B10_FALSE_DECLARATION.",
)
G2_RANKINGS_MISSING = Code(
    "G2_RANKINGS_MISSING",
    Kind.REFUSED,
    "以下赛道的总决赛排名尚未锁定，不能公布获奖名单：{tracks}。",
    "The final's ranking is not frozen in every track, so winners can't be announced: {tracks}.",
)
G2_TIE = Code(
    "G2_TIE",
    Kind.REFUSED,
    "{track} 赛道第 {rank} 名并列且跨越{prize}的名额，请先由组委会重开排名并决出名次。",
    "In track {track} rank {rank} is shared across the quota of prize {prize}: have the committee reopen the ranking.",
)
G2_ALREADY_ANNOUNCED = Code(
    "G2_ALREADY_ANNOUNCED",
    Kind.REFUSED,
    "获奖名单已经公布，不能再改动名单。",
    "The winners were announced; their list can't change any more.",
)
G2_UNKNOWN_AWARD = Code(
    "G2_UNKNOWN_AWARD",
    Kind.INVALID,
    "本届大赛没有“{award}”这一专项奖，请从本届设置的专项奖中选择。",
    "This edition has no special award {award}: choose one that it has.",
)
G2_QUOTA_USED = Code(
    "G2_QUOTA_USED",
    Kind.REFUSED,
    "该专项奖的 {quota} 个名额已用完。",
    "All {quota} places of this special award are given.",
)
G2_NOT_IN_FINAL = Code(
    "G2_NOT_IN_FINAL",
    Kind.REFUSED,
    "获奖对象不在总决赛名单内，或已失去资格，请核对编号。",
    "The recipient is not in the final, or lost its place: check the identifier.",
)
G2_ALREADY_GRANTED = Code(
    "G2_ALREADY_GRANTED",
    Kind.REFUSED,
    "该专项奖已授予此对象，无需重复授予。",
    "This special award was given to that recipient before.",
)
G2_AWARD_NOT_PROPOSED = Code(
    "G2_AWARD_NOT_PROPOSED",
    Kind.REFUSED,
    "该奖项已不在公示状态，不能确认。",
    "This award is not a proposed one any more, so it can't be confirmed.",
)
J1_NAME_ALTERED = Code(
    "J1_NAME_ALTERED",
    Kind.INVALID,
    "文本中的大赛名称不规范：{problems}",
    "The contest's official name is altered in the text: {problems_en}",
)
K4_PURPOSE_MISSING = Code(
    "K4_PURPOSE_MISSING",
    Kind.INVALID,
    "查看举报人身份须写明用途，用途将留存记录。",
    "State the purpose for which the reporter's identity is read; it is kept on record.",
)
ALL = (
    H2_ANONYMOUS,
    H2_IDENTITY_INVALID,
    H2_TEXT_MISSING,
    H2_NO_EVIDENCE,
    H2_TEAM_NOT_IN_NOTICE,
    H3_ALREADY_ACCEPTED,
    H3_NOT_ACCEPTED,
    H3_NOT_HEARD,
    H3_ALREADY_ADJUDICATED,
    H3_REASON_MISSING,
    H3_RULE_MISSING,
    G2_RANKINGS_MISSING,
    G2_TIE,
    G2_ALREADY_ANNOUNCED,
    G2_UNKNOWN_AWARD,
    G2_QUOTA_USED,
    G2_NOT_IN_FINAL,
    G2_ALREADY_GRANTED,
    G2_AWARD_NOT_PROPOSED,
    J1_NAME_ALTERED,
    K4_PURPOSE_MISSING,
)
