"""Templates about results and awards."""

from __future__ import annotations

from ..template import Category
from .about_team import about_team

RESULTS = (
    about_team(
        "ranking_frozen",
        Category.RESULTS,
        ("division",),
        ("{division}评审排名已公布", "团队“{team_name}”所在赛道的{division}评审排名已公布，请查看。"),
        ("{division} published a ranking", "{division} published the ranking of the track of team {team_name}."),
    ),
    about_team(
        "local_award_granted",
        Category.RESULTS,
        ("division", "award"),
        ("团队“{team_name}”获{division}奖项", "团队“{team_name}”获{division}{award}。"),
        ("Team {team_name} won an award of {division}", "Team {team_name} won {award} of {division}."),
    ),
    about_team(
        "local_award_withdrawn",
        Category.RESULTS,
        ("division", "award"),
        (
            "团队“{team_name}”的{division}奖项已撤销",
            "{division}主办方调整了获奖名单，团队“{team_name}”原获{award}已撤销。如有疑问，请向分赛主办方咨询。",
        ),
        (
            "An award of team {team_name} in {division} was withdrawn",
            "The host of {division} changed its awards and withdrew {award} from team {team_name}. If you have questions, "
            "ask the host.",
        ),
    ),
    about_team(
        "local_award_changed",
        Category.RESULTS,
        ("division", "award", "standing"),
        ("团队“{team_name}”的{division}奖项：{standing}", "团队“{team_name}”的{division}{award}现为：{standing}。"),
        (
            "The award of team {team_name} in {division}: {standing}",
            "{award} of team {team_name} in {division} is now {standing}.",
        ),
    ),
    about_team(
        "notice_opened",
        Category.RESULTS,
        ("notice", "closes_at"),
        ("团队“{team_name}”列入{notice}公示", "团队“{team_name}”已列入{notice}，公示至{closes_at}。"),
        (
            "Team {team_name} is on {notice}",
            "Team {team_name} is on {notice}, whose public notice runs until {closes_at}.",
        ),
    ),
    about_team(
        "finalist_confirmed",
        Category.RESULTS,
        (),
        ("团队“{team_name}”进入决赛", "公示期满，团队“{team_name}”进入决赛。决赛安排另行通知。"),
        (
            "Team {team_name} is in the final",
            "The notice is over, and team {team_name} enters the final. Its schedule follows.",
        ),
    ),
    about_team(
        "finalist_struck",
        Category.RESULTS,
        ("rule",),
        ("团队“{team_name}”退出决赛名单", "团队“{team_name}”已从决赛名单中移除。原因：{rule}。"),
        ("Team {team_name} left the final", "Team {team_name} was struck from the list of finalists. Reason: {rule}."),
    ),
    about_team(
        "final_order_drawn",
        Category.RESULTS,
        ("place",),
        ("团队“{team_name}”决赛路演顺序：第{place}位", "抽签结果：团队“{team_name}”在本赛道决赛路演中排第{place}位。"),
        (
            "Team {team_name} presents as number {place}",
            "The order was drawn: team {team_name} presents as number {place} of its track.",
        ),
    ),
    about_team(
        "award_confirmed",
        Category.RESULTS,
        ("certificate",),
        ("团队“{team_name}”获奖", "公示期满，团队“{team_name}”的奖项已确认，证书编号：{certificate}。"),
        (
            "The award of team {team_name} is final",
            "The notice is over, and the award of team {team_name} is final. Certificate number: {certificate}.",
        ),
    ),
    about_team(
        "award_revoked",
        Category.RESULTS,
        ("reason",),
        ("团队“{team_name}”的奖项已撤销", "团队“{team_name}”的奖项及证书已撤销。理由：{reason}"),
        (
            "The award of team {team_name} was revoked",
            "The award and the certificate of team {team_name} were revoked. Reason: {reason}",
        ),
    ),
    about_team(
        "team_disqualified",
        Category.RESULTS,
        ("reason",),
        ("团队“{team_name}”被取消资格", "团队“{team_name}”被取消参赛资格。理由：{reason}"),
        ("Team {team_name} was disqualified", "Team {team_name} was disqualified. Reason: {reason}"),
    ),
    about_team(
        "objection_settled",
        Category.RESULTS,
        ("outcome", "reason"),
        ("涉及团队“{team_name}”的异议：{outcome}", "公示期间涉及团队“{team_name}”的异议：{outcome}。理由：{reason}"),
        (
            "The objection about team {team_name}: {outcome}",
            "An objection to the notice about team {team_name} was settled: {outcome}. Reason: {reason}",
        ),
    ),
    about_team(
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
