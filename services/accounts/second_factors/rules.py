"""The refusals of second factors."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

SECOND_FACTOR_NONE = Code(
    "SECOND_FACTOR_NONE",
    Kind.REFUSED,
    "该账号尚未启用两步验证。",
    "This account has no second factor.",
)
SECOND_FACTOR_CODE_NEEDED = Code(
    "SECOND_FACTOR_CODE_NEEDED",
    Kind.REFUSED,
    "更换两步验证须先填写当前的动态口令或恢复码。",
    "To replace the second factor, give a code of the present one, or a recovery code.",
)
SECOND_FACTOR_CODE_WRONG = Code(
    "SECOND_FACTOR_CODE_WRONG",
    Kind.REFUSED,
    "动态口令或恢复码不正确，请核对后重新输入；动态口令每30秒更换，请检查手机时间是否准确。恢复码每个只能使用一次。",
    "The code is wrong: check it and type it again. Codes change every 30 seconds: see that the clock of your phone is right. "
    "Each recovery code is good once.",
)
SECOND_FACTOR_CODE_USED = Code(
    "SECOND_FACTOR_CODE_USED",
    Kind.REFUSED,
    "该动态口令已使用过，请等待新的动态口令生成后再输入。",
    "This code was used already: wait for the next one.",
)
SECOND_FACTOR_WAIT = Code(
    "SECOND_FACTOR_WAIT",
    Kind.REFUSED,
    "动态口令或恢复码多次输入错误，请于{until}之后再试。如非本人操作，说明密码已泄露，请立即修改密码。",
    "Too many wrong codes: try again after {until}. If it was not you, somebody knows your password: change it.",
)
SECOND_FACTOR_SETUP_OVER = Code(
    "SECOND_FACTOR_SETUP_OVER",
    Kind.REFUSED,
    "尚未开始设置，或已超过30分钟，请重新开始设置。",
    "The set-up has not begun, or began more than half an hour ago: begin anew.",
)
SECOND_FACTOR_DEMANDED = Code(
    "SECOND_FACTOR_DEMANDED",
    Kind.REFUSED,
    "该账号的角色须启用两步验证，不能停用；如需更换，请重新设置。",
    "The roles of this account demand a second factor, so it can't be removed: set up another to replace it.",
)
PASSKEYS_NOT_OFFERED = Code(
    "PASSKEYS_NOT_OFFERED",
    Kind.REFUSED,
    "本平台未开通通行密钥，请使用动态口令或恢复码。",
    "This platform offers no passkeys: use a code of your authenticator, or a recovery code.",
)
PASSKEY_NONE = Code(
    "PASSKEY_NONE",
    Kind.REFUSED,
    "该账号没有该通行密钥，请使用动态口令或恢复码。",
    "This account has no such passkey: use a code of your authenticator, or a recovery code.",
)
PASSKEY_OVER = Code(
    "PASSKEY_OVER",
    Kind.REFUSED,
    "操作已超过5分钟或已在另一窗口重新开始，请重新操作。",
    "It took more than five minutes, or was begun anew in another window: begin anew.",
)
PASSKEY_WRONG = Code(
    "PASSKEY_WRONG",
    Kind.REFUSED,
    "通行密钥验证未通过，请重新操作，或使用动态口令、恢复码。",
    "The passkey could not be verified: try again, or use a code of your authenticator or a recovery code.",
)
PASSKEYS_FULL = Code(
    "PASSKEYS_FULL",
    Kind.REFUSED,
    "每个账号至多添加10个通行密钥，请先删除不用的。",
    "An account has ten passkeys at most: remove one that you do not use.",
)
SECOND_FACTOR_RESET_OPEN = Code(
    "SECOND_FACTOR_RESET_OPEN",
    Kind.CONFLICT,
    "该账号已有待批准的重置申请，请先处理。",
    "A request to reset it is open: approve or reject that first.",
)
SECOND_FACTOR_RESET_NOT_OPEN = Code(
    "SECOND_FACTOR_RESET_NOT_OPEN",
    Kind.REFUSED,
    "该账号没有待批准的重置申请，或申请已超过72小时失效，或申请人已无此权限，请重新申请。",
    "No request to reset it is open: it ended after 72 hours, or whoever made it may not do so any more. Request it anew.",
)
SECOND_FACTOR_RESET_SECOND_PERSON = Code(
    "SECOND_FACTOR_RESET_SECOND_PERSON",
    Kind.FORBIDDEN,
    "重置两步验证须由申请人和账号本人以外的第二人批准。",
    "A reset is approved by a second person: neither who requested it nor whose account it is.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
