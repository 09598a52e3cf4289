"""The refusals of messages."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

K2_CATEGORY_MANDATORY = Code(
    "K2_CATEGORY_MANDATORY",
    Kind.REFUSED,
    "“{category}”类消息关系账号安全或按规则必须告知，不能关闭邮件通知；可关闭其他类别。",
    "Messages about {category} protect your account or must reach you by the rules, and can't be switched off; others can.",
)
K2_CATEGORY_UNKNOWN = Code(
    "K2_CATEGORY_UNKNOWN",
    Kind.INVALID,
    "没有该消息类别，请从{choices}中选择。",
    "There is no such category: choose of {choices}.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
