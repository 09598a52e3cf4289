"""The refusals of password resets."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

RESET_LINK_UNKNOWN = Code(
    "RESET_LINK_UNKNOWN",
    Kind.NOT_FOUND,
    "重置链接无效，请核对链接或重置码是否完整，或重新申请。",
    "There is no such link: check that it, or its code, is whole, or request another.",
)
RESET_LINK_USED = Code(
    "RESET_LINK_USED",
    Kind.REFUSED,
    "该重置链接已使用过，每个链接只能使用一次。如非本人使用，请立即重新申请并联系分赛主办方或组委会秘书处。",
    "This link was used, and each is good once. If that was not you, request another at once and tell the host or the "
    "secretariat.",
)
RESET_LINK_EXPIRED = Code(
    "RESET_LINK_EXPIRED",
    Kind.REFUSED,
    "该重置链接已于{expired}失效，请重新申请。",
    "This link ended at {expired}: request another.",
)
RESET_LINK_REPLACED = Code(
    "RESET_LINK_REPLACED",
    Kind.REFUSED,
    "该重置链接已失效：此后又申请了新的链接，或账号的密码、角色、状态已变更，或发放链接的人员已无此权限。请使用最新的链接，或重新申请。",
    "This link is void: a newer one was made, the account's password, roles or state have changed since, or whoever handed it "
    "over may not do so any more. Use the newest, or request another.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
