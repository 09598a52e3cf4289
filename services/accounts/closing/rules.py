"""The refusals of closing an account."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

K4_CLOSING_OBSTRUCTED = Code(
    "K4_CLOSING_OBSTRUCTED",
    Kind.REFUSED,
    "注销账号前尚有{count}项须先办理，详见各项说明。",
    "Before the account can be closed, {count} thing(s) must be done: see each.",
)

CLOSING_PASSWORD_WRONG = Code(
    "CLOSING_PASSWORD_WRONG",
    Kind.REFUSED,
    "密码不正确，账号未注销，请重新输入。",
    "The password is wrong and the account is not closed: type it again.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
