"""Projects and submissions (rules C)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID, CONFLICT = Kind.REFUSED, Kind.INVALID, Kind.CONFLICT

C1_SUBMISSION_CLOSED = Code("C1_SUBMISSION_CLOSED", REFUSED, "提交已于{closes}截止。", "Submission closed at {closes}.")
C4_DRAFT_MOVED_ON = Code(
    "C4_DRAFT_MOVED_ON",
    CONFLICT,
    "“{name}”刚被{who}修改（当前版本{revision}），请查看最新内容后再保存。您的输入没有丢失，已另存备查。",
    "Meanwhile “{name}” was changed by {who} (revision {revision}): look at it, then save again. "
    "Nothing of yours was lost: it is kept beside the draft.",
)
C4_SECTION_INVALID = Code(
    "C4_SECTION_INVALID",
    INVALID,
    "申报书栏目填写有误，请按各栏目的提示修改。",
    "A section of the declaration is not right: see each of them.",
)
C4_INCOMPLETE = Code(
    "C4_INCOMPLETE", REFUSED, "还有内容未完成，暂不能提交：{missing}。", "Not complete yet, still missing: {missing}."
)
C5_UNKNOWN_KIND = Code(
    "C5_UNKNOWN_KIND",
    INVALID,
    "没有“{kind}”这种材料类型，请从列表中选择。",
    "There is no evidence of kind {kind}: choose from the list.",
)
C5_FOREIGN_OWNER = Code(
    "C5_FOREIGN_OWNER",
    REFUSED,
    "材料所属单位不是本团队的参赛单位，请核对其统一社会信用代码。严禁使用母公司、分公司、子公司、控股公司或其他单位的材料。",
    "Whoever owns the material is none of the team's organisations: check the code; that of a parent, branch or other is barred.",
)
C8_CONTENT_MOVED_ON = Code(
    "C8_CONTENT_MOVED_ON",
    CONFLICT,
    "您看到的是第{read}次修改后的内容，此后申报书、证明材料或名称又有改动（现为第{revision}次）。请查看最新内容后再提交。",
    "You saw revision {read}; since then declaration, evidence or names changed (now revision {revision}): "
    "look at what stands there now, then submit.",
)
C8_RECEIPT_NUMBER_WRONG = Code(
    "C8_RECEIPT_NUMBER_WRONG",
    INVALID,
    "回执编号有误，请逐位核对：共12位，由数字和字母组成，没有I、L、O、U、Z。",
    "The number is not right: check each of its 12 characters; none of them is an I, L, O, U or Z.",
)
C10_PROJECT_NAME_FIXED = Code(
    "C10_PROJECT_NAME_FIXED", REFUSED, "项目已提交，项目名称不可更改。", "The project was submitted; its name stays."
)
C10_CONTENT_CHANGED = Code(
    "C10_CONTENT_CHANGED",
    REFUSED,
    "主体内容与首次提交的版本相差{share}，超过{limit}的上限，涉及：{sections}。参赛期间可以完善项目，但主体内容应保持不变："
    "请在首次提交的版本上修改后再提交，草稿已保留。",
    "The main content differs by {share} from the first submitted version, more than the {limit} that improving allows "
    "(sections: {sections}). Start from the first version and improve it, then submit again; the draft is kept.",
)
C11_NO_SUCH_REQUEST = Code(
    "C11_NO_SUCH_REQUEST",
    Kind.NOT_FOUND,
    "没有第{number}次补充材料要求。",
    "There is no request {number} for supplementary material.",
)
C11_SUPPLEMENT_LATE = Code(
    "C11_SUPPLEMENT_LATE",
    REFUSED,
    "补充材料须在{due}前提交，现已截止。",
    "Supplementary material was due by {due}.",
)
C11_ANSWERED_BEFORE = Code(
    "C11_ANSWERED_BEFORE",
    REFUSED,
    "第{number}次补充材料已经提交过。",
    "Request {number} for supplementary material was answered before.",
)
C11_ANSWER_EMPTY = Code(
    "C11_ANSWER_EMPTY",
    INVALID,
    "请填写补充说明，或至少附上一份材料。",
    "Write an answer, or attach at least one file.",
)
C11_ANSWER_TOO_LONG = Code(
    "C11_ANSWER_TOO_LONG", INVALID, "补充说明最多{limit}字。", "An answer takes at most {limit} characters."
)
C12_SUBMITTED_BEFORE = Code(
    "C12_SUBMITTED_BEFORE",
    REFUSED,
    "提交后退出的团队不能恢复。代表和项目名称已释放，请在报名截止前重新报名。",
    "A team that left after submitting can't come back; its people and names are free: register again while you can.",
)
C12_WITHDRAWAL_LATE = Code(
    "C12_WITHDRAWAL_LATE", REFUSED, "退出须在{closes}前提出。", "A team may withdraw until {closes}."
)
