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
    "该邀请已撤销，或者发出邀请的人员已无权授予其中的角色，请联系发出邀请的单位重新邀请。",
    "This invitation was revoked, or whoever made it may not grant its roles any more: ask that body for a new one.",
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
INVITATION_LINE_ROLE_UNKNOWN = Code(
    "INVITATION_LINE_ROLE_UNKNOWN",
    Kind.INVALID,
    "角色须为审查员（reviewer）、评审专家（expert）、分赛主办方（host）或推荐单位（recommender）。",
    "The role must be reviewer, expert, host or recommender.",
)
INVITATION_LINE_ROLE_NOT_YOURS = Code(
    "INVITATION_LINE_ROLE_NOT_YOURS",
    Kind.FORBIDDEN,
    "当前账号无权邀请该角色：主办方可邀请本分赛的审查员和评审专家，组委会秘书处可邀请主办方、推荐单位、审查员和评审专家。",
    "This account may not invite to that role: a host invites reviewers and experts of its own division, the secretariat also "
    "hosts and recommenders.",
)
INVITATION_LINE_NAME_LONG = Code(
    "INVITATION_LINE_NAME_LONG", Kind.INVALID, "姓名最多60字，请核对本列。", "A name has at most 60 characters."
)
INVITATION_IMPORT_REPEATED = Code(
    "INVITATION_IMPORT_REPEATED",
    Kind.CONFLICT,
    "这份名单已导入过，且其中的邀请已被接受或撤销，不能再次生成链接。请在邀请列表中核对，对需要重新邀请的人员另行导入。",
    "This list was imported before, and invitations of it were accepted or revoked since: look at the list of invitations, and "
    "import those anew who need another.",
)
ORGANISATION_NEEDED = FieldFault(
    "organisation_uscc",
    "邀请审查员、专家须填写其所在单位的统一社会信用代码，回避以此判断。",
    "Reviewers and experts need the credit code of their own organisation: conflicts of interest are judged by it.",
)
ROLE_NEEDED = FieldFault("roles", "请选择邀请担任的角色。", "Choose the role to which somebody is invited.")
HOURS_INVALID = FieldFault("hours", "有效时间为1至336小时。", "An invitation is good for 1 to 336 hours.")

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
