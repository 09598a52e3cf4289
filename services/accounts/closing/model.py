"""A plan of closing an account: what is deleted, and what is kept, why and until when (rule K4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chassis.facts.roles import Grant, Role

_ROLES = {
    Role.PARTICIPANT: ("参赛者", "participant"),
    Role.HOST: ("分赛主办方", "host"),
    Role.RECOMMENDER: ("推荐单位", "recommender"),
    Role.REVIEWER: ("审查员", "reviewer"),
    Role.EXPERT: ("评审专家", "expert"),
    Role.SECRETARIAT: ("组委会秘书处", "secretariat"),
    Role.COMMITTEE: ("组委会", "committee"),
    Role.OPERATOR: ("运维人员", "operator"),
}


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Something that must be done before the account may be closed."""

    kind: str
    subject: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """Something that is deleted; or kept, with the reason."""

    zh: str
    en: str
    reason_zh: str = ""
    reason_en: str = ""


DELETED = (
    Item(zh="登录名（可由他人重新注册）、姓名、所在单位", en="login name (free for others again), name, organisation"),
    Item(zh="电子邮箱、手机号码", en="e-mail address and mobile number"),
    Item(
        zh="密码、两步验证、已关联的身份认证、访问令牌、全部登录会话及其设备和网络地址",
        en="password, second factor, linked identities, API tokens, all sessions with their devices and addresses",
    ),
    Item(
        zh="站内消息、邮件和短信发送记录及接收设置",
        en="messages, the record of mails and text messages, and what you chose of them",
    ),
    Item(zh="邀请函中填写的姓名", en="your name in the invitation by which you got a role"),
    Item(zh="宣传活动报名中的姓名和联系方式", en="name and contact in sign-ups for activities"),
    Item(
        zh="代表参赛单位操作团队的权限（团队有同单位其他账号的）",
        en="that the account acts for teams, if colleagues of the same organisation do",
    ),
)
KEPT = (
    Item(
        zh="账号编号及开通、注销时间",
        en="the account's identifier, when it was opened and closed",
        reason_zh="操作记录和审计链以编号记载办理人，不含姓名；保存至大赛档案保存期满",
        reason_en="Records and audit trails name who acted by it, without a name; kept as long as the contest's records are",
    ),
    Item(
        zh="同意与撤回同意的记录（版本、时间）",
        en="which consents you gave and withdrew: versions and times",
        reason_zh="用于证明个人信息处理有合法依据（《个人信息保护法》第五十五条、第五十六条），自注销起保存三年",
        reason_en="They prove that processing was lawful (PIPL, articles 55 and 56); kept for three years from the closing",
    ),
    Item(
        zh="账号变更记录（事项、角色、办理人编号），重置密码和两步验证的办理记录（含身份核验方式）",
        en="changes of the account (what, which roles, who by identifier), and resets of password and second factor, with how "
        "your identity was checked",
        reason_zh="须能追溯账号由谁、凭何变更，保存至大赛档案保存期满",
        reason_en="It must stay clear who changed the account and on what grounds; kept as long as the contest's records are",
    ),
    Item(
        zh="团队已提交的申报书、材料、回执和参赛代表信息",
        en="what teams have submitted, with receipts and representatives",
        reason_zh="属参赛单位的参赛档案，依大赛规则保存至档案保存期满",
        reason_en="They are the organisation's entry; kept as long as the contest's rules require",
    ),
    Item(
        zh="以该账号作出的审查决定、评分和处理意见",
        en="decisions of review, scores and rulings made by the account",
        reason_zh="依大赛规则须能追溯，仅以账号编号记载",
        reason_en="The contest's rules require that they can be traced; the identifier alone names who made them",
    ),
)


def staff_obstacles(grants: Iterable[Grant]) -> Iterator[Obstacle]:
    """Yield each staff role, which whoever grants it takes back before the account is closed (rule K1)."""
    for grant in grants:
        if grant.role is Role.PARTICIPANT:
            continue
        zh, en = _ROLES[grant.role]
        where_zh, where_en = (f"（{grant.division}）", f" of {grant.division}") if grant.division else ("", "")
        granter_zh, granter_en = _granter(grant.role)
        yield Obstacle(
            kind="staff_role",
            subject=grant.role.value,
            zh=f"该账号担任{zh}{where_zh}，请先由{granter_zh}撤销该角色。",
            en=f"The account is {en}{where_en}: {granter_en} takes the role back first.",
        )


def _granter(role: Role) -> tuple[str, str]:
    if role in (Role.SECRETARIAT, Role.COMMITTEE, Role.OPERATOR):
        return "运维人员", "an operator"
    if role in (Role.REVIEWER, Role.EXPERT):
        return "分赛主办方或组委会秘书处", "the host or the secretariat"
    return "组委会秘书处", "the secretariat"
