"""What registration refuses, by rule id; one code gives status, problem, texts and test its name."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

REFUSED, INVALID, CONFLICT = Kind.REFUSED, Kind.INVALID, Kind.CONFLICT

A2_TRACK_NOT_RUN = Code(
    "A2_TRACK_NOT_RUN",
    REFUSED,
    "本分赛未设置赛道“{track}”，请选择本分赛公布的赛道。",
    "This division does not run track {track}: choose one of its own.",
)
A2_TOPIC_NOT_RUN = Code(
    "A2_TOPIC_NOT_RUN",
    REFUSED,
    "本分赛该赛道未设置赛题“{topic}”，请选择已公布的赛题。",
    "This division does not run topic {topic}: choose a published one.",
)
A2_UNKNOWN_DIVISION = Code(
    "A2_UNKNOWN_DIVISION",
    INVALID,
    "没有代码为{division}的分赛，请使用32个省级单位代码之一。",
    "No division {division}: use the code of one of the 32 units.",
)
A2_UNKNOWN_TRACK = Code(
    "A2_UNKNOWN_TRACK",
    INVALID,
    "本届大赛没有赛道或赛题“{track}”，请按赛题指南填写。",
    "This edition has no track or topic {track}: see its guide.",
)
A3_FEE_STATED = Code(
    "A3_FEE_STATED",
    REFUSED,
    "方案中列有收费项目。大赛不向参赛团队收取任何费用，请删除后重新提交。",
    "The scheme states a fee; the contest charges participants nothing. Remove it and file again.",
)
A4_APPLICATION_LATE = Code(
    "A4_APPLICATION_LATE", REFUSED, "办赛申请已于{until}截止。", "Applications to host closed at {until}."
)
A4_WRONG_STATE = Code(
    "A4_WRONG_STATE",
    REFUSED,
    "分赛当前状态为“{state}”，不能进行此操作。",
    "The division is {state}; that can't be done now.",
)
A4_NOT_OPEN = Code(
    "A4_NOT_OPEN",
    REFUSED,
    "本分赛报名时间为{opens}至{closes}，当前不在报名时间内。",
    "Registration in this division runs from {opens} to {closes}; it is not open now.",
)
A5_SCHEME_FIXED = Code(
    "A5_SCHEME_FIXED",
    REFUSED,
    "报名开始后评审细化方案不可更改。",
    "The scheme can't change once registration has opened.",
)
A5_SCHEME_INVALID = Code(
    "A5_SCHEME_INVALID",
    INVALID,
    "方案内容有误：{what}。请修改后重新提交。",
    "The scheme is not right: {what}. Mend it and file again.",
)
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
    "该单位的同名项目已报名。每个项目仅能在一个分赛区报名一次。",
    "This organisation's project of that name is registered already; a project registers once, in one division.",
)
B8_ORGANISER_TAKES_PART = Code(
    "B8_ORGANISER_TAKES_PART",
    REFUSED,
    "单位{uscc}是本分赛区的组织单位，不得在本赛区参赛。",
    "Organisation {uscc} organises this division and can't take part in it.",
)
B10_NOT_DECLARED_TRUE = Code(
    "B10_NOT_DECLARED_TRUE",
    REFUSED,
    "请先承诺所提交信息真实、准确。",
    "Declare first that everything submitted is true.",
)
C1_SUBMISSION_CLOSED = Code("C1_SUBMISSION_CLOSED", REFUSED, "提交已于{closes}截止。", "Submission closed at {closes}.")
C4_DRAFT_MOVED_ON = Code(
    "C4_DRAFT_MOVED_ON",
    CONFLICT,
    "栏目{section}刚被队友修改（当前版本{revision}），请刷新查看后再保存，您的输入没有丢失。",
    "Someone else changed {section} meanwhile (revision {revision}): look at it, then save again. Nothing of yours was lost.",
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
    "材料所属单位{owner}不是本团队的参赛单位。严禁使用母公司、分公司、子公司、控股公司或其他单位的材料。",
    "{owner}, which owns the material, is none of the team's organisations; material of a parent, branch or other is barred.",
)
C7_FILE_INVALID = Code("C7_FILE_INVALID", INVALID, "材料文件信息有误：{what}。", "The file is not right: {what}.")
C10_PROJECT_NAME_FIXED = Code(
    "C10_PROJECT_NAME_FIXED", REFUSED, "项目已提交，项目名称不可更改。", "The project was submitted; its name stays."
)
C12_WITHDRAWAL_LATE = Code(
    "C12_WITHDRAWAL_LATE", REFUSED, "退出须在{closes}前提出。", "A team may withdraw until {closes}."
)
TEAM_NOT_ACTIVE = Code(
    "TEAM_NOT_ACTIVE", REFUSED, "团队状态为“{state}”，不能进行此操作。", "The team is {state}; that can't be done."
)


ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
