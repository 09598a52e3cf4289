"""Templates about what staff must do."""

from __future__ import annotations

from ..template import Category, Template

TASKS = (
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
