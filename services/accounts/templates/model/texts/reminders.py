"""Templates about deadlines to come."""

from __future__ import annotations

from ..template import Category, Template
from .about_team import about_team

REMINDERS = (
    about_team(
        "not_submitted",
        Category.REMINDERS,
        ("closes_at",),
        ("团队“{team_name}”尚未提交", "团队“{team_name}”尚未提交项目，提交截止时间为{closes_at}，请尽早提交。"),
        (
            "Team {team_name} has not submitted",
            "Team {team_name} has not submitted yet. Submission closes at {closes_at}: do not leave it to the end.",
        ),
    ),
    about_team(
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
    about_team(
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
