"""The refusals of confirmations of e-mail addresses."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

EMAIL_LINK_UNKNOWN = Code(
    "EMAIL_LINK_UNKNOWN",
    Kind.NOT_FOUND,
    "确认链接无效，请核对链接或确认码是否完整，或登录后重新发送。",
    "There is no such link: check that it, or its code, is whole, or sign in and have another sent.",
)
EMAIL_LINK_EXPIRED = Code(
    "EMAIL_LINK_EXPIRED",
    Kind.REFUSED,
    "该确认链接已于{expired}失效，请登录后重新发送。",
    "This link ended at {expired}: sign in and have another sent.",
)
EMAIL_LINK_REPLACED = Code(
    "EMAIL_LINK_REPLACED",
    Kind.REFUSED,
    "该账号登记的电子邮箱此后已变更或删除，该确认链接失效。请使用发送至现邮箱的链接。",
    "The account's e-mail address was changed or removed since: use the link that was sent to the present one.",
)
EMAIL_NOTHING_TO_CONFIRM = Code(
    "EMAIL_NOTHING_TO_CONFIRM",
    Kind.REFUSED,
    "本账号没有待确认的电子邮箱：未登记，或已确认。",
    "There is nothing to confirm: the account has no e-mail address, or it is confirmed.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
