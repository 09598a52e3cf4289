"""The refusals of activities and sign-ups (rule A6)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

A6_DIVISION_NOT_HELD = Code(
    "A6_DIVISION_NOT_HELD",
    Kind.REFUSED,
    "分赛的办赛申请获批后方可发布活动。",
    "A division can publish activities only after its application is approved.",
)
A6_ACTIVITY_INVALID = Code(
    "A6_ACTIVITY_INVALID",
    Kind.INVALID,
    "活动信息有{count}处不符合要求，请按各字段的提示修改。",
    "The activity has {count} fault(s): correct the fields named.",
)
A6_NO_REASON = Code(
    "A6_NO_REASON",
    Kind.INVALID,
    "请写明变更或取消活动的原因，已报名人员将收到通知。",
    "Give the reason for the change or cancellation: those signed up will be notified.",
)
A6_CAPACITY_LOWERED = Code(
    "A6_CAPACITY_LOWERED",
    Kind.REFUSED,
    "活动名额{capacity}个已公布，只能增加，不能减少。",
    "{capacity} places are published: their number can be raised but not lowered.",
)
A6_CHANGED_MEANWHILE = Code(
    "A6_CHANGED_MEANWHILE",
    Kind.CONFLICT,
    "该活动在此期间已由他人变更，本次变更未保存。请核对活动的现有内容后重新提交。",
    "Somebody else has changed the activity meanwhile, and this change was not saved: check the activity as it is now, then "
    "submit again.",
)
A6_CANCELLED = Code("A6_CANCELLED", Kind.REFUSED, "活动已取消。", "The activity was cancelled.")
A6_BEGUN = Code("A6_BEGUN", Kind.REFUSED, "活动已于{begins}开始。", "The activity began at {begins}.")
A6_SIGN_UP_CLOSED = Code(
    "A6_SIGN_UP_CLOSED", Kind.REFUSED, "活动报名已于{closes}截止。", "Sign-up for the activity closed at {closes}."
)
A6_FULL = Code(
    "A6_FULL",
    Kind.REFUSED,
    "活动名额已满。如有人退出，可再次报名。",
    "No place is left. If somebody signs off, you can sign up then.",
)
A6_PLACE_TAKEN = Code(
    "A6_PLACE_TAKEN", Kind.CONFLICT, "该名额刚被占用，请重试。", "This place was just taken: try again."
)
A6_SIGNED_UP_ALREADY = Code("A6_SIGNED_UP_ALREADY", Kind.CONFLICT, "您已报名该活动。", "You are already signed up.")
A6_NOT_SIGNED_UP = Code("A6_NOT_SIGNED_UP", Kind.REFUSED, "您未报名该活动。", "You are not signed up.")
A6_SIGN_UP_INVALID = Code(
    "A6_SIGN_UP_INVALID",
    Kind.INVALID,
    "报名信息填写有误，请按各字段的提示修改。",
    "Your sign-up has faults: see each field.",
)
