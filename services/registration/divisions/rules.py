"""The refusals of divisions (rules A1 to A5, J1, J2)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

A1_CLOSED = Code(
    "A1_CLOSED",
    Kind.INVALID,
    "组委会已关闭赛道或赛题“{track}”，请删除或改选；已报名的不受影响。",
    "The committee has closed track or topic {track}: remove it or choose another. Registered teams are not affected.",
)
A2_TRACK_NOT_RUN = Code(
    "A2_TRACK_NOT_RUN",
    Kind.REFUSED,
    "本分赛未设置该赛道，请选择本分赛公布的赛道。",
    "This division does not run that track: choose one of its own.",
)
A2_TOPIC_NOT_RUN = Code(
    "A2_TOPIC_NOT_RUN",
    Kind.REFUSED,
    "本分赛该赛道未设置该赛题，请选择已公布的赛题。",
    "This division does not run that topic in the track: choose a published one.",
)
A2_UNKNOWN_DIVISION = Code(
    "A2_UNKNOWN_DIVISION",
    Kind.INVALID,
    "没有该代码的分赛，请使用32个省级单位代码之一。",
    "There is no division of that code: use the code of one of the 32 units.",
)
A2_UNKNOWN_TRACK = Code(
    "A2_UNKNOWN_TRACK",
    Kind.INVALID,
    "方案中有本届大赛未设置的赛道或赛题，请按赛题指南填写。",
    "The scheme names a track or topic that this edition does not have: see its guide.",
)
A3_FEE_STATED = Code(
    "A3_FEE_STATED",
    Kind.REFUSED,
    "方案中列有收费项目。大赛不向参赛团队收取任何费用，请删除后重新提交。",
    "The scheme states a fee. The contest charges participants nothing: remove the fee and file again.",
)
A4_APPLICATION_LATE = Code(
    "A4_APPLICATION_LATE", Kind.REFUSED, "办赛申请已于{until}截止。", "Applications to host closed at {until}."
)
A4_WRONG_STATE = Code(
    "A4_WRONG_STATE",
    Kind.REFUSED,
    "分赛当前状态为“{state}”，不能进行此操作。",
    "The division is {state}: that can't be done now.",
)
A4_NOT_OPEN = Code(
    "A4_NOT_OPEN",
    Kind.REFUSED,
    "本分赛报名时间为{opens}至{closes}，当前不在报名时间内。",
    "Registration in this division runs from {opens} to {closes}; it is not open now.",
)
A4_NOT_APPLIED = Code(
    "A4_NOT_APPLIED",
    Kind.REFUSED,
    "该省级单位尚未提交办赛申请。",
    "This unit has not applied to host a division.",
)
A4_NO_REASON = Code(
    "A4_NO_REASON",
    Kind.INVALID,
    "退回申请须写明理由，请逐条填写。",
    "Give the reasons for the return; none may be empty.",
)
A4_OWN_ORGANISATION = Code(
    "A4_OWN_ORGANISATION",
    Kind.REFUSED,
    "该账号持有人所在单位是本分赛的组织单位，申办材料和方案须由其他账号审核。",
    "The account's own organisation is an organiser of the division: another account approves or returns what it filed.",
)
A4_VERSION_MOVED_ON = Code(
    "A4_VERSION_MOVED_ON",
    Kind.CONFLICT,
    "主办方已提交第{version}版方案，请审阅该版后再作决定。",
    "The host has filed version {version} in the meantime: read that version before you decide.",
)
A5_FILED_MEANWHILE = Code(
    "A5_FILED_MEANWHILE",
    Kind.CONFLICT,
    "在此期间已提交第{version}版方案，本次内容未提交。请核对该版后重新提交。",
    "Version {version} of the scheme was filed in the meantime, and this one was not: check that version, then file again.",
)
A5_SCHEME_FIXED = Code(
    "A5_SCHEME_FIXED",
    Kind.REFUSED,
    "方案公布后不可直接更改，请提交新版本，经批准后另行公布。",
    "A published scheme can't be changed: file a new version, which can be published after approval.",
)
A5_SCHEME_INVALID = Code(
    "A5_SCHEME_INVALID",
    Kind.INVALID,
    "方案有{count}处不符合要求，请按各字段的提示修改后重新提交。",
    "The scheme has {count} fault(s): correct the fields named and file again.",
)
A5_PUBLISHED_LATE = Code(
    "A5_PUBLISHED_LATE",
    Kind.REFUSED,
    "方案须在报名开始前公布，而方案写明的报名开始时间{opens}已过，请修改时间安排后重新提交。",
    "A scheme must be published before its registration opens, and {opens} has passed: file a new timetable.",
)
A5_OPENING_PASSED = Code(
    "A5_OPENING_PASSED",
    Kind.REFUSED,
    "方案写明的报名开始时间{opens}已过，批准后也无法公布，请退回主办方修改时间安排。",
    "Registration would have opened at {opens}: once approved the scheme could not be published. Return it for a new timetable.",
)
A5_TOUCHES_DECIDED = Code(
    "A5_TOUCHES_DECIDED",
    Kind.REFUSED,
    "新版方案有{count}处触及已确定的事项，报名开始后不可更改，请按各字段的提示修改。",
    "The new version changes {count} thing(s) that are fixed once registration has opened: see each field.",
)
A5_NOTHING_FILED = Code(
    "A5_NOTHING_FILED",
    Kind.REFUSED,
    "当前没有待处理的新版方案。",
    "There is no new version of the scheme to act on.",
)
A5_NOTHING_CHANGED = Code(
    "A5_NOTHING_CHANGED",
    Kind.INVALID,
    "新版方案与现行方案相同，请修改后再提交。",
    "The new version is the same as the one in force: change it before you file.",
)
A5_NO_REASON = Code(
    "A5_NO_REASON",
    Kind.INVALID,
    "请写明修订方案的理由；理由将随新版方案一并公布。",
    "State why the scheme changes; the reason is published with the new version.",
)
J1_NAME_ALTERED = Code(
    "J1_NAME_ALTERED",
    Kind.REFUSED,
    "文字中大赛或分赛的名称不规范，请按各字段的提示改为规范全称。",
    "A text does not give the official name of the contest or a division exactly: see each field.",
)
K4_IDENTITY_NUMBER = Code(
    "K4_IDENTITY_NUMBER",
    Kind.REFUSED,
    "将公开的文字中含有证件号码，请按各字段的提示删除。",
    "A text that is published holds the number of an identity document: remove it, see each field.",
)
J2_ORGANISERS_NOT_WHOLE = Code(
    "J2_ORGANISERS_NOT_WHOLE",
    Kind.REFUSED,
    "组织机构须以全称完整列出，不得增删，请按各字段的提示修改。",
    "List all organisers by their full names, none added and none left out: see each field.",
)
