"""The refusals of invitations."""

from __future__ import annotations

from chassis.kernel.refusal import Code, FieldFault, Kind

INVITATION_UNKNOWN = Code(
    "INVITATION_UNKNOWN",
    Kind.NOT_FOUND,
    "邀请链接无效，请核对链接是否完整，或联系发出邀请的单位重新邀请。",
    "There is no such invitation: check that the link is whole, or ask whoever invited you for a new one.",
)
INVITATION_EXPIRED = Code(
    "INVITATION_EXPIRED",
    Kind.REFUSED,
    "邀请链接已于{expired}失效，请联系发出邀请的单位重新邀请。",
    "This invitation ended at {expired}: ask whoever invited you for a new one.",
)
INVITATION_USED = Code(
    "INVITATION_USED",
    Kind.REFUSED,
    "该邀请已被接受，每个邀请只能使用一次。如非本人接受，请立即联系发出邀请的单位。",
    "This invitation was accepted, and each is good for one account. If that was not you, tell whoever invited you at once.",
)
INVITATION_REVOKED = Code(
    "INVITATION_REVOKED",
    Kind.REFUSED,
    "该邀请已撤销，请联系发出邀请的单位。",
    "This invitation was revoked: ask whoever invited you.",
)
INVITATION_HOLDS_NOTHING_NEW = Code(
    "INVITATION_HOLDS_NOTHING_NEW",
    Kind.REFUSED,
    "当前账号已有该邀请授予的全部角色，无需接受。",
    "This account holds all roles of the invitation already.",
)
INVITATION_ORGANISATION_DIFFERS = Code(
    "INVITATION_ORGANISATION_DIFFERS",
    Kind.REFUSED,
    "邀请中登记的单位与当前账号登记的单位不同，请联系发出邀请的单位核实。",
    "The invitation names another organisation than this account has: ask whoever invited you to check it.",
)
ORGANISATION_NEEDED = FieldFault(
    "organisation_uscc",
    "邀请审查员、专家须填写其所在单位的统一社会信用代码，回避以此判断。",
    "Reviewers and experts need the credit code of their own organisation: conflicts of interest are judged by it.",
)
HOURS_INVALID = FieldFault("hours", "有效时间为1至336小时。", "An invitation is good for 1 to 336 hours.")

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
