"""Templates about what happens to a team until it submits."""

from __future__ import annotations

from ..template import Category, Template
from .about_team import about_team

REGISTRATION = (
    about_team(
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
    about_team(
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
    about_team(
        "team_withdrawn",
        Category.REGISTRATION,
        (),
        ("团队“{team_name}”已退赛", "团队“{team_name}”已退赛，其参赛代表可参加其他团队。"),
        ("Team {team_name} withdrew", "Team {team_name} withdrew; its representatives are free for other teams."),
    ),
    about_team(
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
    about_team(
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
    about_team(
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
