"""Refusals about reports, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

H2_ANONYMOUS = Code(
    "H2_ANONYMOUS",
    Kind.INVALID,
    "举报须实名：请填写真实姓名、证件号码和联系方式（缺少：{missing}）。",
    "A report is made under a real name: give name, identity document and contact (missing: {missing}).",
)
H2_UNREADABLE = Code(
    "H2_UNREADABLE",
    Kind.INVALID,
    "内容含有不可见字符，请按各字段的提示删除后重新提交。",
    "There are characters that nobody can see: remove them, as each field says, and send it again.",
)
H2_IDENTITY_INVALID = Code(
    "H2_IDENTITY_INVALID",
    Kind.INVALID,
    "证件号码校验未通过，请核对证件类型和号码。",
    "The identity document's number is not valid: check its kind and number.",
)
H2_TEXT_MISSING = Code(
    "H2_TEXT_MISSING",
    Kind.INVALID,
    "请写明举报内容，不超过{longest}字。",
    "Say what is reported, in at most {longest} characters.",
)
H2_NO_EVIDENCE = Code(
    "H2_NO_EVIDENCE",
    Kind.INVALID,
    "举报须附证据：请先上传证据文件，再在举报中写明其编号，至少一份，最多{most}份。",
    "A report needs evidence: upload the files first, then name at least one of them, at most {most}.",
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
    "This report was adjudicated; the ruling is final.",
)
H3_OWN_ORGANISATION = Code(
    "H3_OWN_ORGANISATION",
    Kind.REFUSED,
    "被举报的团队或分赛主办方含有该账号持有人本人或所在单位，须由组委会的其他账号办理。",
    "The team or the division's organiser that is reported is the account's own, or its own organisation: another account of the "
    "committee handles it.",
)
H3_REASON_MISSING = Code(
    "H3_REASON_MISSING",
    Kind.INVALID,
    "请填写理由或者记录，不超过{longest}字；各办理步骤均须留存记录。",
    "Give the reason or the record, in at most {longest} characters: each step is on record.",
)
H3_RULE_MISSING = Code(
    "H3_RULE_MISSING",
    Kind.INVALID,
    "认定举报成立须指明违反的规则代码，例如 B10_FALSE_DECLARATION。",
    "Name the code of the rule that was broken, for example B10_FALSE_DECLARATION.",
)
K4_PURPOSE_MISSING = Code(
    "K4_PURPOSE_MISSING",
    Kind.INVALID,
    "查看举报人身份须写明用途，用途将留存记录。",
    "State the purpose for which the reporter's identity is read; it is kept on record.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
