"""The refusals of API tokens."""

from __future__ import annotations

from chassis.kernel.refusal import Code, FieldFault, Kind

TOKEN_EXPIRED = Code(
    "TOKEN_EXPIRED",
    Kind.UNAUTHENTICATED,
    "该访问令牌已于{expired}到期，请登录后新建令牌。",
    "This API token expired at {expired}: sign in and make a new one.",
)
TOKENS_TOO_MANY = Code(
    "TOKENS_TOO_MANY",
    Kind.REFUSED,
    "每个账号最多{most}个有效的访问令牌，请先停用不再使用的令牌。",
    "An account has at most {most} API tokens: end those that are not used any more.",
)
SCOPE_UNKNOWN = FieldFault(
    "scopes",
    "没有该权限范围，请从文档所列的权限范围中选择。",
    "There is no such scope: choose of those that the API's description lists.",
)
SCOPES_NEEDED = FieldFault("scopes", "请至少选择一项权限范围。", "Choose at least one scope.")
DAYS_INVALID = FieldFault("days", "有效期为1至365天。", "A token is good for 1 to 365 days.")
NAME_NEEDED = FieldFault(
    "name", "请填写令牌用途，最多100个字符。", "Say what the token is for, in at most 100 characters."
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
