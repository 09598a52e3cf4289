"""Editions and divisions (rules A)."""

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
