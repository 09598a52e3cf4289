"""The refusals of sessions."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

SIGN_IN_FAILED = Code(
    "SIGN_IN_FAILED", Kind.UNAUTHENTICATED, "登录名或密码不正确。", "Login name or password is wrong."
)
ACCOUNT_DISABLED = Code(
    "ACCOUNT_DISABLED",
    Kind.FORBIDDEN,
    "该账号已停用，请联系分赛主办方或组委会秘书处。",
    "This account is disabled: ask the division's host or the secretariat.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
