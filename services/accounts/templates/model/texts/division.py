"""Templates for hosts, about their division."""

from __future__ import annotations

from ..template import Category, Template

DIVISION = (
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
