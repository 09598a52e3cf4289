"""The refusals of accounts."""

from __future__ import annotations

from chassis.kernel.refusal import Code, FieldFault, Kind

LOGIN_TAKEN = Code(
    "LOGIN_TAKEN", Kind.CONFLICT, "登录名已被使用，请换一个。", "That login name is taken: choose another."
)
LOGIN_INVALID = Code(
    "LOGIN_INVALID",
    Kind.INVALID,
    "登录名须为3至64个字符，可用字母、数字、点、横线、下划线和@。",
    "A login name has 3 to 64 letters, digits, dots, hyphens, underscores or @.",
)
PASSWORD_WEAK = Code(
    "PASSWORD_WEAK",
    Kind.INVALID,
    "密码强度不足：须为12至200个字符，不得使用常见密码、键盘顺序、连续数字，不得与登录名相近。可用几个不相关的词组成。",
    "The password is too weak: it has 12 to 200 characters, and is no common one, no run of keys or digits, and not close to "
    "the login name. Several words that do not belong together are good.",
)
PASSWORD_WRONG = Code(
    "PASSWORD_WRONG", Kind.REFUSED, "原密码不正确，请重新输入。", "The old password is wrong: type it again."
)
PASSWORD_SAME = Code(
    "PASSWORD_SAME",
    Kind.REFUSED,
    "新密码不得与原密码相同，请换一个。",
    "The new password is the old one: choose another.",
)
CONTACTS_PASSWORD_WRONG = Code(
    "CONTACTS_PASSWORD_WRONG",
    Kind.REFUSED,
    "变更电子邮箱或手机号码须填写登录密码，未填写或不正确，请填写后重新提交。",
    "Give the account's password to change its e-mail address or mobile number: it is missing or wrong.",
)
K4_PRIVACY_NOTICE = Code(
    "K4_PRIVACY_NOTICE",
    Kind.INVALID,
    "须阅读并同意现行个人信息保护告知书（版本{version}）后方可开通账号。",
    "An account is opened by those who agree to the privacy notice in force: version {version}.",
)
K4_CONSENT_UNKNOWN = Code(
    "K4_CONSENT_UNKNOWN",
    Kind.INVALID,
    "没有该项同意或该版本，请从{choices}中选择，现行版本为{version}。",
    "There is no such consent or version: choose {choices}, version {version}.",
)
EMAIL_INVALID = FieldFault(
    "email", "电子邮箱地址有误，请核对。", "Not an e-mail address: check it, for example name@example.org."
)
MOBILE_INVALID = FieldFault(
    "mobile",
    "手机号码有误，境内号码为11位数字，境外号码以+和国家（地区）代码开头。",
    "Not a mobile number: 11 digits in mainland China, else + and the country code first.",
)
USCC_INVALID = FieldFault(
    "organisation_uscc",
    "统一社会信用代码有误，请核对18位代码。",
    "Not a valid unified social credit code: check its 18 characters.",
)
DIVISION_NEEDED = FieldFault("roles", "该角色须选择所属分赛。", "This role is of a division: choose which.")
DIVISION_UNKNOWN = FieldFault("roles", "没有该分赛，请核对代码。", "There is no such division: check its code.")
DIVISION_UNFIT = FieldFault(
    "roles", "该角色适用于全国，不填写分赛代码。", "This role holds nation-wide: leave the division out."
)
ACCOUNT_CLOSED = Code(
    "ACCOUNT_CLOSED", Kind.REFUSED, "该账号已注销，不能再变更。", "This account is closed and can't be changed."
)
ACCOUNT_NOT_DISABLED = Code(
    "ACCOUNT_NOT_DISABLED", Kind.REFUSED, "该账号未停用，无需启用。", "This account is not disabled."
)
K1_OWN_ACCOUNT = Code(
    "K1_OWN_ACCOUNT",
    Kind.FORBIDDEN,
    "不得停用本人账号或变更本人角色，请由其他有权限的人员办理。",
    "Nobody disables the own account or changes its roles: another person who may does it.",
)
K1_ROLES_MOVED_ON = Code(
    "K1_ROLES_MOVED_ON",
    Kind.CONFLICT,
    "该账号的角色在此期间已由他人变更，本次变更未保存。请核对现有角色后重新提交。",
    "Somebody else has changed the account's roles meanwhile, and this change was not saved: check the roles that it holds now, "
    "then submit again.",
)
K1_ORGANISATION_OF_STAFF = Code(
    "K1_ORGANISATION_OF_STAFF",
    Kind.FORBIDDEN,
    "工作人员的所在单位由授予其角色的主办方或组委会秘书处登记，请与其联系更正。",
    "The organisation of staff is recorded by whoever grants their roles: ask the host or the secretariat to correct it.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
