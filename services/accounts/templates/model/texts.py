"""All templates. None says whose representative anybody is, nor holds a number of an identity document (rule K4)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .template import Category, Template

_TEAM = "/teams/{team_id}"


def _team(
    identifier: str, category: Category, facts: tuple[str, ...], zh: tuple[str, str], en: tuple[str, str]
) -> Template:
    """Return a template about a team, to the accounts that act for it."""
    return Template(id=identifier, category=category, facts=("team_id", "team_name", *facts), zh=zh, en=en, link=_TEAM)


_SECURITY = (
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
    _team(
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
    _team(
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

_REGISTRATION = (
    _team(
        "team_registered",
        Category.REGISTRATION,
        ("project_name", "division"),
        (
            "团队“{team_name}”报名成功",
            "团队“{team_name}”（项目“{project_name}”）已在{division}报名成功。请在截止时间前完成申报书和材料并提交。",
        ),
        (
            "Team {team_name} is registered",
            "Team {team_name} with the project {project_name} is registered in {division}. Complete and submit the declaration "
            "and its material before the deadline.",
        ),
    ),
    _team(
        "submission_received",
        Category.REGISTRATION,
        ("number", "submitted_at", "digest"),
        (
            "团队“{team_name}”的项目已提交",
            "团队“{team_name}”的第{number}版项目已于{submitted_at}提交成功，回执可在团队页面查看和下载。内容摘要（SHA-256）：{digest}",
        ),
        (
            "The submission of {team_name} was received",
            "Version {number} of team {team_name} was received at {submitted_at}; its receipt is on the team's page. SHA-256 of "
            "the content: {digest}",
        ),
    ),
    _team(
        "team_withdrawn",
        Category.REGISTRATION,
        (),
        ("团队“{team_name}”已退赛", "团队“{team_name}”已退赛，其参赛代表可参加其他团队。"),
        ("Team {team_name} withdrew", "Team {team_name} withdrew; its representatives are free for other teams."),
    ),
    _team(
        "team_left_over_claim",
        Category.REVIEW,
        (),
        (
            "团队“{team_name}”已退出报名",
            "团队“{team_name}”主张的名称经裁定不成立，该团队已退出报名，其参赛代表可参加其他团队。",
        ),
        (
            "Team {team_name} is out of the contest",
            "The claim of team {team_name} to names was dismissed, and the team has left; its representatives are free for other "
            "teams.",
        ),
    ),
    _team(
        "team_out_over_claim",
        Category.REVIEW,
        (),
        (
            "团队“{team_name}”被取消参赛资格",
            "经裁定，团队“{team_name}”未经单位授权使用其名称报名，已被取消参赛资格，其参赛代表不能参加其他团队。",
        ),
        (
            "Team {team_name} was disqualified",
            "It was decided that team {team_name} was registered without its organisation's authority: it is disqualified, and "
            "its representatives are free for no other team.",
        ),
    ),
    _team(
        "consent_answered",
        Category.REGISTRATION,
        ("organisation", "answer"),
        ("联合单位已答复", "“{organisation}”就参加团队“{team_name}”答复：{answer}。所有联合单位同意后方可提交。"),
        (
            "A co-organisation answered",
            "{organisation} {answer} to be in team {team_name}. Nothing is submitted before all co-organisations consent.",
        ),
    ),
    Template(
        id="scheme_changed",
        category=Category.REGISTRATION,
        facts=("division", "registration_closes_at", "submission_closes_at"),
        zh=(
            "{division}发布了新版评审方案",
            "{division}发布了新版评审方案。现行报名截止时间：{registration_closes_at}；提交截止时间：{submission_closes_at}。",
        ),
        en=(
            "{division} published a new scheme",
            "{division} published a new version of its scheme. Registration closes at {registration_closes_at}, submission at "
            "{submission_closes_at}.",
        ),
    ),
    Template(
        id="activity_changed",
        category=Category.ACTIVITIES,
        facts=("activity", "reason"),
        zh=("您报名的活动有变更：{activity}", "您报名参加的活动“{activity}”有变更，请查看新的安排。说明：{reason}"),
        en=(
            "An activity was changed: {activity}",
            "{activity}, an activity that you signed up for, was changed: see its new arrangements. Reason: {reason}",
        ),
    ),
    Template(
        id="activity_cancelled",
        category=Category.ACTIVITIES,
        facts=("activity", "reason"),
        zh=("您报名的活动已取消：{activity}", "您报名参加的活动“{activity}”已取消。说明：{reason}"),
        en=(
            "An activity was cancelled: {activity}",
            "{activity}, an activity that you signed up for, was cancelled. Reason: {reason}",
        ),
    ),
)

_REVIEW = (
    _team(
        "review_decided",
        Category.REVIEW,
        ("number", "outcome", "reason"),
        (
            "团队“{team_name}”资格审查结果：{outcome}",
            "团队“{team_name}”第{number}版项目的资格审查结果：{outcome}。理由：{reason}",
        ),
        (
            "Review of team {team_name}: {outcome}",
            "The review of version {number} of team {team_name} was decided: {outcome}. Reason: {reason}",
        ),
    ),
    _team(
        "review_rejected",
        Category.REVIEW,
        ("number", "reason", "appeal_until_at"),
        (
            "团队“{team_name}”资格审查结果：不通过",
            "团队“{team_name}”第{number}版项目的资格审查结果：不通过。理由：{reason} 如有异议，可在{appeal_until_at}前申诉一次。",
        ),
        (
            "Review of team {team_name}: rejected",
            "Version {number} of team {team_name} was rejected. Reason: {reason} The team may appeal once, until "
            "{appeal_until_at}.",
        ),
    ),
    _team(
        "supplement_requested",
        Category.REVIEW,
        ("number", "asked", "due_at"),
        (
            "团队“{team_name}”需补充材料",
            "资格审查要求团队“{team_name}”补充材料：{asked} 请在{due_at}前提交，逾期将按现有材料审查。",
        ),
        (
            "Team {team_name} is asked for material",
            "The reviewer asks team {team_name} for: {asked} Answer by {due_at}; after that the review goes by what is there.",
        ),
    ),
    _team(
        "supplement_lapsed",
        Category.REVIEW,
        ("number", "due_at"),
        (
            "团队“{team_name}”逾期未补充材料",
            "团队“{team_name}”未在{due_at}前补充材料，将按已提交的材料审查。",
        ),
        (
            "Team {team_name} did not answer in time",
            "Team {team_name} did not answer by {due_at}; the review goes by what was submitted.",
        ),
    ),
    _team(
        "review_reopened",
        Category.REVIEW,
        ("cause",),
        ("团队“{team_name}”重新审查", "团队“{team_name}”的资格审查重新进行，原决定不再有效。原因：{cause}。"),
        (
            "Team {team_name} is reviewed anew",
            "Team {team_name} is reviewed anew, and the decision before no longer counts: {cause}.",
        ),
    ),
    _team(
        "appeal_lodged",
        Category.REVIEW,
        ("lodged_at",),
        (
            "团队“{team_name}”的申诉已受理",
            "团队“{team_name}”于{lodged_at}提出的申诉已受理，将由原审查员以外的人员处理。",
        ),
        (
            "The appeal of team {team_name} was received",
            "The appeal of team {team_name} was received at {lodged_at}; somebody other than who rejected settles it.",
        ),
    ),
    _team(
        "appeal_settled",
        Category.REVIEW,
        ("outcome", "reason"),
        ("团队“{team_name}”的申诉结果：{outcome}", "团队“{team_name}”的申诉结果：{outcome}。理由：{reason}"),
        (
            "The appeal of team {team_name}: {outcome}",
            "The appeal of team {team_name} was settled: {outcome}. Reason: {reason}",
        ),
    ),
    _team(
        "appeal_lapsed",
        Category.REVIEW,
        ("until_at",),
        ("团队“{team_name}”未在期限内申诉", "团队“{team_name}”未在{until_at}前申诉，资格审查不通过的决定为最终决定。"),
        (
            "Team {team_name} did not appeal in time",
            "Team {team_name} did not appeal by {until_at}: its rejection is final.",
        ),
    ),
    _team(
        "finding_raised",
        Category.REVIEW,
        ("finding",),
        (
            "团队“{team_name}”有待核实的情况",
            "核查团队“{team_name}”时发现：{finding}。该情况由审查员核实后决定，请在团队页面查看。",
        ),
        (
            "Something is to be checked about team {team_name}",
            "A check of team {team_name} found: {finding}. A person decides what it means; see the team's page.",
        ),
    ),
    _team(
        "name_claim_filed",
        Category.REVIEW,
        (),
        (
            "团队“{team_name}”的名称有异议",
            "另有团队主张团队“{team_name}”使用的名称。请在团队页面说明情况，由分赛主办方裁定。",
        ),
        (
            "The names of team {team_name} are claimed",
            "Another team claims names of team {team_name}. Say on the team's page what is right; the host decides.",
        ),
    ),
    _team(
        "name_claim_decided",
        Category.REVIEW,
        ("outcome", "reason"),
        ("涉及团队“{team_name}”的名称异议：{outcome}", "涉及团队“{team_name}”的名称异议：{outcome}。理由：{reason}"),
        (
            "The claim to names of team {team_name}: {outcome}",
            "The claim to names that concerns team {team_name} is settled: {outcome}. Reason: {reason}",
        ),
    ),
)

_RESULTS = (
    _team(
        "ranking_frozen",
        Category.RESULTS,
        ("division",),
        ("{division}评审排名已公布", "团队“{team_name}”所在赛道的{division}评审排名已公布，请查看。"),
        ("{division} published a ranking", "{division} published the ranking of the track of team {team_name}."),
    ),
    _team(
        "local_award_granted",
        Category.RESULTS,
        ("division", "award"),
        ("团队“{team_name}”获{division}奖项", "团队“{team_name}”获{division}{award}。"),
        ("Team {team_name} won an award of {division}", "Team {team_name} won {award} of {division}."),
    ),
    _team(
        "local_award_changed",
        Category.RESULTS,
        ("division", "award", "standing"),
        ("团队“{team_name}”的{division}奖项：{standing}", "团队“{team_name}”的{division}{award}现为：{standing}。"),
        (
            "The award of team {team_name} in {division}: {standing}",
            "{award} of team {team_name} in {division} is now {standing}.",
        ),
    ),
    _team(
        "notice_opened",
        Category.RESULTS,
        ("notice", "closes_at"),
        ("团队“{team_name}”列入{notice}公示", "团队“{team_name}”已列入{notice}，公示至{closes_at}。"),
        (
            "Team {team_name} is on {notice}",
            "Team {team_name} is on {notice}, whose public notice runs until {closes_at}.",
        ),
    ),
    _team(
        "finalist_confirmed",
        Category.RESULTS,
        (),
        ("团队“{team_name}”进入决赛", "公示期满，团队“{team_name}”进入决赛。决赛安排另行通知。"),
        (
            "Team {team_name} is in the final",
            "The notice is over, and team {team_name} enters the final. Its schedule follows.",
        ),
    ),
    _team(
        "finalist_struck",
        Category.RESULTS,
        ("rule",),
        ("团队“{team_name}”退出决赛名单", "团队“{team_name}”已从决赛名单中移除。原因：{rule}。"),
        ("Team {team_name} left the final", "Team {team_name} was struck from the list of finalists. Reason: {rule}."),
    ),
    _team(
        "final_order_drawn",
        Category.RESULTS,
        ("place",),
        ("团队“{team_name}”决赛路演顺序：第{place}位", "抽签结果：团队“{team_name}”在本赛道决赛路演中排第{place}位。"),
        (
            "Team {team_name} presents as number {place}",
            "The order was drawn: team {team_name} presents as number {place} of its track.",
        ),
    ),
    _team(
        "award_confirmed",
        Category.RESULTS,
        ("certificate",),
        ("团队“{team_name}”获奖", "公示期满，团队“{team_name}”的奖项已确认，证书编号：{certificate}。"),
        (
            "The award of team {team_name} is final",
            "The notice is over, and the award of team {team_name} is final. Certificate number: {certificate}.",
        ),
    ),
    _team(
        "award_revoked",
        Category.RESULTS,
        ("reason",),
        ("团队“{team_name}”的奖项已撤销", "团队“{team_name}”的奖项及证书已撤销。理由：{reason}"),
        (
            "The award of team {team_name} was revoked",
            "The award and the certificate of team {team_name} were revoked. Reason: {reason}",
        ),
    ),
    _team(
        "team_disqualified",
        Category.RESULTS,
        ("reason",),
        ("团队“{team_name}”被取消资格", "团队“{team_name}”被取消参赛资格。理由：{reason}"),
        ("Team {team_name} was disqualified", "Team {team_name} was disqualified. Reason: {reason}"),
    ),
    _team(
        "objection_settled",
        Category.RESULTS,
        ("outcome", "reason"),
        ("涉及团队“{team_name}”的异议：{outcome}", "公示期间涉及团队“{team_name}”的异议：{outcome}。理由：{reason}"),
        (
            "The objection about team {team_name}: {outcome}",
            "An objection to the notice about team {team_name} was settled: {outcome}. Reason: {reason}",
        ),
    ),
    _team(
        "report_adjudicated",
        Category.RESULTS,
        ("outcome", "reason"),
        (
            "涉及团队“{team_name}”的举报：{outcome}",
            "组委会对涉及团队“{team_name}”的举报作出裁定：{outcome}。理由：{reason}",
        ),
        (
            "The report about team {team_name}: {outcome}",
            "The committee adjudicated a report about team {team_name}: {outcome}. Reason: {reason}",
        ),
    ),
)

_DIVISION = (
    Template(
        id="division_returned",
        category=Category.DIVISION,
        facts=("division", "reason"),
        zh=("{division}申办材料已退回", "{division}的申办材料已退回，请修改后重新提交。理由：{reason}"),
        en=("The application of {division} was returned", "Correct it and file it again. Reasons: {reason}"),
    ),
    Template(
        id="division_approved",
        category=Category.DIVISION,
        facts=("division",),
        zh=("{division}申办已批准", "{division}的申办已批准，请在活动开始前公布评审方案。"),
        en=("{division} is approved", "{division} is approved: publish its scheme before its activity begins."),
    ),
    Template(
        id="scheme_returned",
        category=Category.DIVISION,
        facts=("division", "version", "reason"),
        zh=(
            "{division}评审方案第{version}版已退回",
            "{division}评审方案第{version}版已退回，现行方案继续有效。理由：{reason}",
        ),
        en=(
            "Scheme {version} of {division} was returned",
            "Version {version} of the scheme of {division} was returned; the one in force holds. Reasons: {reason}",
        ),
    ),
    Template(
        id="scheme_approved",
        category=Category.DIVISION,
        facts=("division", "version"),
        zh=("{division}评审方案第{version}版已同意", "{division}评审方案第{version}版已同意，可以公布。"),
        en=(
            "Scheme {version} of {division} was approved",
            "Version {version} of the scheme of {division} was approved and may be published.",
        ),
    ),
    Template(
        id="registration_opened",
        category=Category.DIVISION,
        facts=("division",),
        zh=("{division}已开放报名", "{division}已按方案开放报名。"),
        en=("Registration is open in {division}", "Registration opened in {division}, as its scheme says."),
    ),
    Template(
        id="registration_closed",
        category=Category.DIVISION,
        facts=("division",),
        zh=("{division}报名和提交已截止", "{division}的报名和提交已按方案截止，请安排审查。"),
        en=("{division} is closed", "Registration and submission closed in {division}, as its scheme says."),
    ),
    Template(
        id="place_lost",
        category=Category.DIVISION,
        facts=("division", "project_name", "rule"),
        zh=(
            "{division}推荐的项目失去入围名额",
            "{division}推荐的项目“{project_name}”失去名额，原因：{rule}。请等候组委会秘书处通知。",
        ),
        en=(
            "A project that {division} recommended lost its place",
            "{project_name} lost its place: {rule}. The secretariat's notice follows.",
        ),
    ),
    Template(
        id="place_notice",
        category=Category.DIVISION,
        facts=("division", "project_name", "until_at"),
        zh=(
            "{division}可替补推荐一个项目",
            "组委会秘书处通知：{division}推荐的项目“{project_name}”失去名额，可在{until_at}前替补，逾期名额作废。",
        ),
        en=(
            "{division} may fill a place",
            "Notice of the secretariat: {project_name} lost its place. {division} may fill it until {until_at}; after that it is "
            "forfeited.",
        ),
    ),
    Template(
        id="project_duplicate_suspected",
        category=Category.DIVISION,
        facts=("division", "project_name"),
        zh=(
            "{division}推荐的项目疑似重复",
            "国赛查重发现{division}推荐的项目“{project_name}”与其他项目在人员、内容或文件上疑似重复，请配合组委会秘书处核实。",
        ),
        en=(
            "A project that {division} recommended may be a duplicate",
            "The national check found that {project_name}, recommended by {division}, may share people, content or files with "
            "another project: help the secretariat to settle it.",
        ),
    ),
    Template(
        id="division_team_disqualified",
        category=Category.DIVISION,
        facts=("division", "project_name", "reason"),
        zh=("{division}一支团队被取消资格", "{division}的项目“{project_name}”被取消参赛资格。理由：{reason}"),
        en=(
            "A team of {division} was disqualified",
            "The team of {project_name} in {division} was disqualified. Reason: {reason}",
        ),
    ),
    Template(
        id="ranking_reopened",
        category=Category.DIVISION,
        facts=("division", "reason"),
        zh=("{division}一个赛道的排名重新开启", "组委会重新开启{division}一个赛道的排名。理由：{reason}"),
        en=("A ranking of {division} was reopened", "The committee reopened a ranking of {division}. Reason: {reason}"),
    ),
    Template(
        id="organiser_report_adjudicated",
        category=Category.DIVISION,
        facts=("division", "outcome", "reason"),
        zh=(
            "涉及{division}主办方的举报：{outcome}",
            "组委会对涉及{division}主办方的举报作出裁定：{outcome}。理由：{reason}",
        ),
        en=(
            "The report about the host of {division}: {outcome}",
            "The committee adjudicated a report about the host of {division}: {outcome}. Reason: {reason}",
        ),
    ),
    Template(
        id="organiser_award_confirmed",
        category=Category.DIVISION,
        facts=("division", "certificate"),
        zh=("{division}获组织奖", "公示期满，{division}的组织奖已确认，证书编号：{certificate}。"),
        en=(
            "The award of {division} is final",
            "The notice is over, and the award for organising {division} is final. Certificate number: {certificate}.",
        ),
    ),
    Template(
        id="organiser_award_revoked",
        category=Category.DIVISION,
        facts=("division", "reason"),
        zh=("{division}的组织奖已撤销", "{division}的组织奖已撤销。理由：{reason}"),
        en=("The award of {division} was revoked", "The award for organising {division} was revoked. Reason: {reason}"),
    ),
)

_TASKS = (
    Template(
        id="application_filed",
        category=Category.TASKS,
        facts=("division",),
        zh=("{division}提交申办材料", "{division}已提交申办材料和评审方案，请审核。"),
        en=("{division} applied", "{division} filed its application and scheme: approve or return it."),
    ),
    Template(
        id="scheme_filed",
        category=Category.TASKS,
        facts=("division", "version", "reason"),
        zh=("{division}报备评审方案第{version}版", "{division}报备评审方案第{version}版，请审核。修改理由：{reason}"),
        en=(
            "{division} filed scheme {version}",
            "{division} filed version {version} of its scheme: approve or return it. Reason of the change: {reason}",
        ),
    ),
    Template(
        id="reviewer_appointed",
        category=Category.TASKS,
        facts=("division",),
        zh=("您已被任命为{division}审查员", "您已被任命为{division}资格审查员，分配的案件将在审查工作台显示。"),
        en=("You review for {division}", "You were appointed reviewer of {division}; your cases are on your desk."),
    ),
    Template(
        id="cases_assigned",
        category=Category.TASKS,
        facts=("division", "due_at"),
        zh=("{division}有新的审查任务", "{division}有新的资格审查案件分配给您，请在{due_at}前审查。"),
        en=("New cases of {division}", "Cases of {division} were assigned to you: review them by {due_at}."),
    ),
    Template(
        id="cases_taken",
        category=Category.TASKS,
        facts=("division",),
        zh=("{division}有审查任务转交他人", "{division}有原分配给您的案件已转交他人或退回待分配，无需继续审查。"),
        en=("Cases of {division} went elsewhere", "Cases of {division} that were yours were given to others or wait."),
    ),
    Template(
        id="supplement_answered",
        category=Category.TASKS,
        facts=("team_name",),
        zh=("团队“{team_name}”已补充材料", "团队“{team_name}”已按要求补充材料，请继续审查。"),
        en=("Team {team_name} answered", "Team {team_name} answered the request for material: go on with its review."),
    ),
    Template(
        id="appeal_to_settle",
        category=Category.TASKS,
        facts=("division", "team_name"),
        zh=("{division}有申诉待处理", "团队“{team_name}”对审查结果提出申诉，请安排原审查员以外的人员处理。"),
        en=(
            "An appeal in {division}",
            "Team {team_name} appealed against its rejection: somebody other than who rejected settles it.",
        ),
    ),
    Template(
        id="name_claim_to_decide",
        category=Category.TASKS,
        facts=("division", "team_name"),
        zh=("{division}有名称异议待裁定", "有团队主张团队“{team_name}”使用的名称，请核实后裁定。"),
        en=("A claim to names in {division}", "A team claims names of team {team_name}: check it and decide."),
    ),
    Template(
        id="expert_appointed",
        category=Category.TASKS,
        facts=(),
        zh=("您已被聘为评审专家", "您已被聘为评审专家，请先登录申报利益关系，再开始评审。"),
        en=(
            "You are an expert of the contest",
            "You were appointed as an expert: declare your interests before you score.",
        ),
    ),
    Template(
        id="sheets_assigned",
        category=Category.TASKS,
        facts=(),
        zh=("您有新的评审任务", "有新的项目分配给您评审，请登录查看并在截止时间前提交评分。"),
        en=("New projects to score", "Projects were assigned to you: score them before the round closes."),
    ),
    Template(
        id="expert_recused",
        category=Category.TASKS,
        facts=("division",),
        zh=("{division}有专家回避", "{division}有专家回避一个项目，请安排其他专家。"),
        en=(
            "An expert of {division} stepped back",
            "An expert of {division} stepped back from a project: name another.",
        ),
    ),
    Template(
        id="final_expert_recused",
        category=Category.TASKS,
        facts=(),
        zh=("总决赛有专家回避", "总决赛有专家回避一个项目，请安排其他专家。"),
        en=("An expert of the final stepped back", "An expert of the final stepped back from a project: name another."),
    ),
    Template(
        id="recommendation_filed",
        category=Category.TASKS,
        facts=("division",),
        zh=("{division}报送推荐名单", "{division}已报送或补充推荐名单，请进行形式审查。"),
        en=("{division} recommended", "{division} filed or completed its recommendation: check it."),
    ),
    Template(
        id="duplicate_suspected",
        category=Category.TASKS,
        facts=(),
        zh=("国赛查重发现疑似重复", "国赛查重发现疑似重复的人员或项目，请核实处理。"),
        en=("A possible duplicate", "The national check found a possible duplicate of a person or project: settle it."),
    ),
    Template(
        id="dossier_ready",
        category=Category.TASKS,
        facts=("division", "expires_at"),
        zh=("{division}申报材料包已生成", "您申请的{division}申报材料包已生成，请于{expires_at}前下载，逾期自动删除。"),
        en=(
            "The dossier of {division} is ready",
            "The dossier of {division} that you asked for is made. Download it until {expires_at}; it is deleted then.",
        ),
    ),
    Template(
        id="dossier_failed",
        category=Category.TASKS,
        facts=("division",),
        zh=(
            "{division}申报材料包未能生成",
            "您申请的{division}申报材料包未能生成，请重新申请；仍不成功的，请联系运维人员。",
        ),
        en=(
            "The dossier of {division} could not be made",
            "The dossier of {division} that you asked for could not be made. Ask again; if it fails again, tell the operators.",
        ),
    ),
    Template(
        id="objection_filed",
        category=Category.TASKS,
        facts=(),
        zh=("公示收到异议", "公示收到一份异议，请在公示确认前处理。"),
        en=("An objection was filed", "Somebody objected to a notice: settle it before the notice can close."),
    ),
    Template(
        id="report_filed",
        category=Category.TASKS,
        facts=(),
        zh=("收到实名举报", "收到一份实名举报，请按程序受理。举报人信息仅办案人员可查看。"),
        en=(
            "A report was filed",
            "A report under a real name was filed: take it up. Only those who handle it see who reports.",
        ),
    ),
)

_REMINDERS = (
    _team(
        "not_submitted",
        Category.REMINDERS,
        ("closes_at",),
        ("团队“{team_name}”尚未提交", "团队“{team_name}”尚未提交项目，提交截止时间为{closes_at}，请尽早提交。"),
        (
            "Team {team_name} has not submitted",
            "Team {team_name} has not submitted yet. Submission closes at {closes_at}: do not leave it to the end.",
        ),
    ),
    _team(
        "consent_missing",
        Category.REMINDERS,
        ("missing", "closes_at"),
        (
            "团队“{team_name}”还有联合单位未同意",
            "团队“{team_name}”还有{missing}家联合单位未同意参赛，未全部同意前不能提交。提交截止时间为{closes_at}。",
        ),
        (
            "Team {team_name} lacks consents",
            "{missing} co-organisations of team {team_name} have not consented, and nothing can be submitted without. "
            "Submission closes at {closes_at}.",
        ),
    ),
    _team(
        "supplement_due",
        Category.REMINDERS,
        ("due_at",),
        ("团队“{team_name}”补充材料即将到期", "团队“{team_name}”须在{due_at}前补充材料，逾期将按现有材料审查。"),
        (
            "Material of team {team_name} is due",
            "Team {team_name} is to answer the reviewer by {due_at}; after that the review goes by what is there.",
        ),
    ),
    Template(
        id="cases_overdue",
        category=Category.REMINDERS,
        facts=("division",),
        zh=("您有逾期的审查任务", "您在{division}有逾期未审的案件，请尽快审查。"),
        en=("Cases of yours are overdue", "Cases of yours in {division} are overdue: review them."),
    ),
    Template(
        id="division_cases_overdue",
        category=Category.REMINDERS,
        facts=("division",),
        zh=("{division}有逾期的审查任务", "{division}有逾期未审的案件，请督促或改派。"),
        en=(
            "Cases of {division} are overdue",
            "Cases of {division} are overdue: remind their reviewers, or reassign them.",
        ),
    ),
    Template(
        id="sheets_due",
        category=Category.REMINDERS,
        facts=("division", "closes_at"),
        zh=("评分即将截止", "您在{division}还有未提交的评分，截止时间为{closes_at}。"),
        en=("Scores are due", "You have sheets in {division} that are not submitted; scoring closes at {closes_at}."),
    ),
    Template(
        id="sheets_overdue",
        category=Category.REMINDERS,
        facts=("division", "closes_at"),
        zh=("您有逾期的评分", "您在{division}有未在{closes_at}前提交的评分，请尽快提交并说明理由。"),
        en=(
            "Sheets of yours are overdue",
            "You have sheets in {division} that were due at {closes_at}: submit them, with the reason.",
        ),
    ),
    Template(
        id="division_sheets_overdue",
        category=Category.REMINDERS,
        facts=("division", "closes_at"),
        zh=("{division}有逾期的评分", "{division}有专家未在{closes_at}前提交评分，请督促或改派。"),
        en=(
            "Sheets of {division} are overdue",
            "Experts of {division} have sheets that were due at {closes_at}: remind them, or assign others.",
        ),
    ),
)

_ANNOUNCEMENTS = (
    Template(
        id="announcement",
        category=Category.ANNOUNCEMENTS,
        facts=("title", "text", "title_en", "text_en"),
        zh=("{title}", "{text}"),
        en=("{title_en}", "{text_en}"),
    ),
)

TEMPLATES: Mapping[str, Template] = MappingProxyType(
    {
        template.id: template
        for template in (
            *_SECURITY,
            *_REGISTRATION,
            *_REVIEW,
            *_RESULTS,
            *_DIVISION,
            *_TASKS,
            *_REMINDERS,
            *_ANNOUNCEMENTS,
        )
    }
)
