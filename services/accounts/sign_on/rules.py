"""The refusals of single sign-on."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

PROVIDER_UNKNOWN = Code(
    "PROVIDER_UNKNOWN",
    Kind.NOT_FOUND,
    "没有该身份认证系统，请从登录页面所列的系统中选择。",
    "There is no such identity provider: choose one that the sign-in page lists.",
)
SIGN_ON_PROVIDER_AWAY = Code(
    "SIGN_ON_PROVIDER_AWAY",
    Kind.UNAVAILABLE,
    "身份认证系统暂时无法使用，请稍后再试，或使用登录名和密码登录。",
    "The identity provider does not answer properly: try again later, or sign in with login name and password.",
)
SIGN_ON_STATE_WRONG = Code(
    "SIGN_ON_STATE_WRONG",
    Kind.REFUSED,
    "本次认证已过期，或不是从当前浏览器发起的，请重新发起。",
    "This sign-on has expired, or this browser did not begin it: begin again.",
)
SIGN_ON_DECLINED = Code(
    "SIGN_ON_DECLINED",
    Kind.REFUSED,
    "身份认证系统未完成认证（可能已取消），请重新发起，或使用登录名和密码登录。",
    "The identity provider did not complete the sign-on, perhaps because it was cancelled: begin again, or use your password.",
)
SIGN_ON_NOT_PROVEN = Code(
    "SIGN_ON_NOT_PROVEN",
    Kind.REFUSED,
    "身份认证系统返回的结果未通过核验，请重新发起；多次出现的，请联系组委会秘书处。",
    "What the identity provider sent does not prove who you are: begin again. If that happens again, tell the secretariat.",
)
IDENTITY_TAKEN = Code(
    "IDENTITY_TAKEN",
    Kind.CONFLICT,
    "该身份已关联其他账号，请先在该账号中解除关联。",
    "This identity is linked to another account: unlink it there first.",
)
IDENTITY_OTHER_LINKED = Code(
    "IDENTITY_OTHER_LINKED",
    Kind.CONFLICT,
    "当前账号已关联该系统中的另一身份，请先解除关联。",
    "This account has another identity of that provider: unlink it first.",
)
IDENTITY_LAST = Code(
    "IDENTITY_LAST",
    Kind.REFUSED,
    "该账号没有密码，解除关联后将无法登录。请先通过找回密码设置密码。",
    "This account has no password, and without the identity nobody could sign in to it: set a password first.",
)
K1_LINK_CODE_NEEDED = Code(
    "K1_LINK_CODE_NEEDED",
    Kind.FORBIDDEN,
    "工作人员账号须凭关联码关联身份，请向授予角色的单位领取关联码。",
    "Staff link an identity with a one-time code: ask whoever grants your roles for one.",
)
K1_LINK_CODE_INVALID = Code(
    "K1_LINK_CODE_INVALID",
    Kind.FORBIDDEN,
    "关联码有误、已使用、已过期，或不适用于该账号或身份认证系统，请重新领取。",
    "This code is wrong, used, expired, or for another account or provider: ask for a new one.",
)
K1_LINK_NOT_BY_STAFF = Code(
    "K1_LINK_NOT_BY_STAFF",
    Kind.FORBIDDEN,
    "该账号现有工作人员角色，此前自行关联的身份不能再用于登录。请用登录名和密码登录，凭关联码重新关联。",
    "This account has staff roles by now, and its holder linked the identity: sign in with your password, and link it by code.",
)
K1_PROVIDER_OF_ANOTHER_DIVISION = Code(
    "K1_PROVIDER_OF_ANOTHER_DIVISION",
    Kind.FORBIDDEN,
    "该身份认证系统仅用于所属分赛的工作人员，该账号有其他范围的角色，请使用登录名和密码登录。",
    "That provider is for staff of its own division, and this account has roles beyond it: use your password.",
)
LINK_CODE_NEEDLESS = Code(
    "LINK_CODE_NEEDLESS",
    Kind.REFUSED,
    "参赛人员自行关联身份，无需关联码。",
    "Participants link their identities themselves, without a code.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))
