"""Templates about an account's sign-in, contacts and rights."""

from __future__ import annotations

from ..template import Category, Template
from .about_team import about_team

SECURITY = (
    Template(
        id="password_changed",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "登录密码已修改",
            "您的登录密码已修改，其他登录均已退出。如非本人操作，请立即重置密码，并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Your password was changed",
            "Your password was changed, and all other sessions have ended. If that was not you, reset it at once and tell the "
            "host or the secretariat.",
        ),
    ),
    Template(
        id="contacts_changed",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "账号联系方式已变更",
            "您账号的电子邮箱或手机号码已变更，现有联系方式可在“我的账号”中查看。如非本人操作，请立即修改登录密码，并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Your contacts were changed",
            "The e-mail address or mobile number of your account was changed: see your account for what is there now. If that "
            "was not you, change your password at once and tell the host or the secretariat.",
        ),
    ),
    Template(
        id="contacts_replaced",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "账号联系方式已变更",
            "您的电子邮箱或手机号码此前是一个账号的联系方式，该账号已改用其他联系方式，今后的通知不再发送至此。"
            "如非本人操作，请立即登录修改密码，不能登录的，请联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Your account has other contacts now",
            "Your e-mail address or mobile number was a contact of an account, which has another one now: nothing more will "
            "come here. If that was not you, sign in and change the password at once, or tell the host or the secretariat if you "
            "can't.",
        ),
    ),
    Template(
        id="password_link",
        category=Category.SECURITY,
        facts=("ends_at",),
        secrets=("address", "page", "code"),
        zh=(
            "重置密码",
            "有人申请重置您的登录密码，链接已发送至您登记的电子邮箱，{ends_at}前有效。如非本人操作，请忽略，密码不会改变。",
        ),
        en=(
            "Setting a new password",
            "Somebody asked to reset your password. A link to set a new one was sent to your e-mail address; it is good until "
            "{ends_at}. If that was not you, do nothing: your password stays.",
        ),
        mail_zh="请打开以下链接设置新密码，链接只能使用一次：\n{address}\n\n如链接无法打开，请访问 {page} ，"
        "并填写重置码：\n{code}\n\n"
        "请勿将链接或重置码告诉任何人。",
        mail_en="Open this link to set a new password; it is good once:\n{address}\n\nOr open {page} and enter the "
        "code:\n{code}\n\n"
        "Tell nobody the link or the code.",
    ),
    Template(
        id="email_confirmation",
        category=Category.SECURITY,
        facts=("ends_at",),
        secrets=("address", "page", "code"),
        confirms=True,
        zh=(
            "请确认电子邮箱",
            "有账号登记了您的电子邮箱，确认链接已发送至该邮箱，{ends_at}前有效。确认后，大赛通知和重置密码链接方会发送至该邮箱。"
            "如非本人登记，请忽略，平台不会再向您发送邮件。",
        ),
        en=(
            "Confirm your e-mail address",
            "An account gave your e-mail address, and a link to confirm it was sent there; it is good until {ends_at}. Notices "
            "of the contest and links to reset a password come there only once it is confirmed. If that was not you, do "
            "nothing: no other mail will come.",
        ),
        mail_zh="请打开以下链接，确认该电子邮箱由您使用：\n{address}\n\n如链接无法打开，请访问 {page} ，并填写确认码：\n{code}",
        mail_en="Open this link to confirm that the address is yours:\n{address}\n\nOr open {page} and enter the code:\n{code}",
        link="/account/contacts",
    ),
    Template(
        id="password_link_handed",
        category=Category.SECURITY,
        facts=("ends_at",),
        zh=(
            "已发放重置密码链接",
            "工作人员核实身份后，为您的账号发放了一次性重置密码链接，{ends_at}前有效。如您未曾申请，"
            "请立即联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "A link to reset your password was handed over",
            "Staff checked an identity and handed over a one-time link to set a new password for your account, good until "
            "{ends_at}. If "
            "you did not ask for it, tell the host or the secretariat at once.",
        ),
    ),
    Template(
        id="password_reset",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "登录密码已重置",
            "您的登录密码已凭重置链接重新设置，所有登录均已退出。如非本人操作，请立即再次重置，"
            "并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Your password was reset",
            "A new password was set by a link, and all sessions have ended. If that was not you, reset it again at once "
            "and tell the host "
            "or the secretariat.",
        ),
    ),
    Template(
        id="signed_in_on_new_device",
        category=Category.SECURITY,
        facts=("signed_in_at", "means"),
        zh=(
            "新设备登录",
            "您的账号于{signed_in_at}在一台未曾使用过的设备上登录，方式：{means}。如非本人操作，请立即修改密码，"
            "其他登录将同时退出。",
        ),
        en=(
            "A sign-in on a new device",
            "At {signed_in_at} somebody signed in to your account on a device that it did not know, by {means}. If that "
            "was not you, "
            "change your password at once: all other sessions end.",
        ),
    ),
    Template(
        id="second_factor_changed",
        category=Category.SECURITY,
        facts=("change",),
        zh=(
            "两步验证有变更",
            "您账号的两步验证有变更：{change}。如非本人操作，请立即修改密码，并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Your second factor was changed",
            "Your account's second factor: {change}. If that was not you, change your password at once and tell the host "
            "or the "
            "secretariat.",
        ),
        link="/account/second-factor",
    ),
    Template(
        id="token_made",
        category=Category.SECURITY,
        facts=("expires_at",),
        zh=(
            "已新建访问令牌",
            "您的账号新建了一个访问令牌，程序可凭该令牌以您的名义操作，{expires_at}前有效。如非本人操作，请立即修改密码，"
            "该令牌将同时失效。",
        ),
        en=(
            "An API token was made",
            "An API token of your account was made, by which a program acts in your name until {expires_at}. If that was "
            "not you, change "
            "your password at once: the token ends with it.",
        ),
    ),
    Template(
        id="identity_linked",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "已关联外部身份",
            "身份认证系统中的一个身份已关联至您的账号，可用于登录。如非本人操作，请立即解除关联，"
            "并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "An outside identity was linked",
            "An identity at an identity provider was linked to your account and signs in to it. If that was not you, "
            "unlink it at once and "
            "tell the host or the secretariat.",
        ),
        link="/identities",
    ),
    Template(
        id="identity_unlinked",
        category=Category.SECURITY,
        facts=(),
        zh=(
            "已解除外部身份关联",
            "身份认证系统中的一个身份已与您的账号解除关联，不能再用于登录。如非本人操作，请立即修改密码，"
            "并联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "An outside identity was unlinked",
            "An identity at an identity provider was unlinked from your account and signs in to it no more. If that was "
            "not you, change "
            "your password at once and tell the host or the secretariat.",
        ),
        link="/identities",
    ),
    about_team(
        "passing_on_opened",
        Category.SECURITY,
        ("effective_at",),
        (
            "团队“{team_name}”拟移交其他账号",
            "经工作人员核实，贵单位在团队“{team_name}”中的参赛事务拟移交其他账号，自{effective_at}起可由其接手，"
            "届时您的账号不再参与该团队。"
            "如有异议，请在此之前登录平台提出，移交随即终止。",
        ),
        (
            "Team {team_name} is to be passed on",
            "After a check by staff, your organisation's side of team {team_name} is to be passed on to another account, "
            "which may take over "
            "from {effective_at} on; your account then acts for the team no more. If that is wrong, object in the portal "
            "before: that "
            "ends it.",
        ),
    ),
    Template(
        id="passed_on",
        category=Category.SECURITY,
        facts=("team_name",),
        zh=(
            "团队“{team_name}”已移交其他账号",
            "贵单位在团队“{team_name}”中的参赛事务已由其他账号接手，您的账号不再参与该团队。如有疑问，"
            "请联系分赛主办方或组委会秘书处。",
        ),
        en=(
            "Team {team_name} was passed on",
            "Another account took over your organisation's side of team {team_name}; yours acts for it no more. If that is "
            "wrong, tell the "
            "host or the secretariat.",
        ),
    ),
    about_team(
        "taken_over",
        Category.SECURITY,
        (),
        (
            "您已接手团队“{team_name}”",
            "您的账号已接手所在单位在团队“{team_name}”中的参赛事务。如非本人操作，请立即修改密码，"
            "并联系分赛主办方或组委会秘书处。",
        ),
        (
            "You took over team {team_name}",
            "Your account took over your organisation's side of team {team_name}. If that was not you, change your "
            "password at once and "
            "tell the host or the secretariat.",
        ),
    ),
    Template(
        id="passing_on_objected",
        category=Category.TASKS,
        facts=("division", "team_name"),
        zh=("{division}一项移交被提出异议", "团队“{team_name}”的现有账号对移交提出异议，移交已终止，请核实。"),
        en=(
            "A passing on in {division} was objected to",
            "An account of team {team_name} objected to passing it on, which ended it: check who acts for the organisation.",
        ),
    ),
    Template(
        id="roles_changed",
        category=Category.SECURITY,
        facts=("reason",),
        zh=("账号角色已变更", "您的账号角色已变更，请重新登录。事由：{reason}"),
        en=("Your roles were changed", "The roles of your account were changed; sign in again. Reason: {reason}"),
    ),
    Template(
        id="account_disabled",
        category=Category.SECURITY,
        facts=("reason",),
        zh=("账号已停用", "您的账号已停用，暂不能登录。事由：{reason} 如有疑问，请联系分赛主办方或组委会秘书处。"),
        en=(
            "Your account was disabled",
            "Your account was disabled and can't sign in. Reason: {reason} If that is wrong, ask the host or the secretariat.",
        ),
    ),
    Template(
        id="account_enabled",
        category=Category.SECURITY,
        facts=("reason",),
        zh=("账号已恢复使用", "您的账号已恢复使用，可以登录。事由：{reason}"),
        en=("Your account was enabled", "Your account may sign in again. Reason: {reason}"),
    ),
    Template(
        id="invitation_accepted",
        category=Category.TASKS,
        facts=(),
        zh=("邀请已被接受", "您发出的一份角色邀请已被接受，请在账号管理中核对。"),
        en=("An invitation was accepted", "Somebody accepted an invitation of yours: check it among the accounts."),
    ),
)
