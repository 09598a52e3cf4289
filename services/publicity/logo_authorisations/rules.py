"""Refusals about authorisations of the logo, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

J3_BODY_MISSING = Code(
    "J3_BODY_MISSING",
    Kind.INVALID,
    "请填写被授权单位全称，2至{longest}字。",
    "Give the full name of the authorised body, in 2 to {longest} characters.",
)
J3_USCC_INVALID = Code(
    "J3_USCC_INVALID",
    Kind.INVALID,
    "统一社会信用代码校验未通过，请核对。",
    "This is no valid unified social credit code (GB 32100): check it.",
)
J3_USCC_OMITTED = Code(
    "J3_USCC_OMITTED",
    Kind.REFUSED,
    "同名单位此前已按统一社会信用代码{uscc}授权，请填写该代码；确为没有代码的另一单位的，请在名称中加以区分。",
    "A body of this name was authorised under the credit code {uscc}: give that code. If this is another body, which has none, "
    "tell the two apart by the name.",
)
J3_SCOPE_MISSING = Code(
    "J3_SCOPE_MISSING",
    Kind.INVALID,
    "请写明标识的使用范围，不超过{longest}字。",
    "Say what the logo may be used for, in at most {longest} characters.",
)
J3_DAY_INVALID = Code(
    "J3_DAY_INVALID",
    Kind.INVALID,
    "请填写{day}，例如2024-07-01。",
    "Give {day} of the term, for example 2024-07-01.",
)
J3_TERM_PAST = Code(
    "J3_TERM_PAST",
    Kind.INVALID,
    "授权期限自授权当日或其后的日期起算，请填写{today}或以后的日期。",
    "An authorisation begins on the day on which it is granted, or later: give {today} or a day after it.",
)
J3_TERM_REVERSED = Code(
    "J3_TERM_REVERSED",
    Kind.INVALID,
    "授权期限的截止日期不得早于起始日期，请核对。",
    "The last day of the term is before its first: check both.",
)
J3_OWN_ORGANISATION = Code(
    "J3_OWN_ORGANISATION",
    Kind.REFUSED,
    "被授权单位为该账号持有人所在单位，须由其他账号办理。",
    "The body is the account's own organisation: another account decides.",
)
J3_REASON_MISSING = Code(
    "J3_REASON_MISSING",
    Kind.INVALID,
    "请写明撤销授权的理由，不超过{longest}字。",
    "Give the reason for the withdrawal, in at most {longest} characters.",
)
J3_ALREADY_WITHDRAWN = Code(
    "J3_ALREADY_WITHDRAWN",
    Kind.REFUSED,
    "该授权已经撤销，无需重复办理；确需使用标识的，请另行授权。",
    "This authorisation was withdrawn before. If the body is to use the logo after all, grant a new one.",
)
J3_TERM_OVER = Code(
    "J3_TERM_OVER",
    Kind.REFUSED,
    "该授权已于{last_day}到期，无需撤销。",
    "The term of this authorisation ended with {last_day}: there is nothing to withdraw.",
)
J3_LOOK_UP_TOO_SHORT = Code(
    "J3_LOOK_UP_TOO_SHORT",
    Kind.INVALID,
    "请填写单位全称（至少{least}个字）、统一社会信用代码或授权编号。",
    "Give the body's full name (at least {least} characters), its unified social credit code, or the authorisation's number.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
