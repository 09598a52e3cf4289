"""The 2024 edition is complete and says what the notice says."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from chassis.edition import Edition
from chassis.edition.provinces import PROVINCES

# Over id, title and text of all topic directions; worked out once from annex 1 of the notice itself.
TOPICS_SHA256 = "5520eda1d6c1369c68c5ddee0fb3bec99946b2231222813e92103661f2cbb51f"
TOPICS_PER_TRACK = {
    "industry": 4,
    "agriculture": 5,
    "commerce": 3,
    "transport": 6,
    "finance": 4,
    "science": 4,
    "culture": 4,
    "health": 4,
    "emergency": 3,
    "meteorology": 2,
    "urban": 4,
    "green": 4,
}


def test_counts(edition: Edition) -> None:
    """A1, A2: 12 tracks, 47 topic directions, 32 divisions."""
    assert (len(edition.tracks), len(edition.topics), len(edition.divisions)) == (12, 47, 32)
    assert {track.code: len(track.topics) for track in edition.tracks} == TOPICS_PER_TRACK


def test_topics_are_the_notices_words(edition: Edition) -> None:
    """A1: each title and text is the notice's, to the letter."""
    words = "\n".join(f"{topic.id}\t{topic.title.zh}\t{topic.text}" for topic in edition.topics)
    assert hashlib.sha256(words.encode()).hexdigest() == TOPICS_SHA256


def test_guide_titles(edition: Edition) -> None:
    """A1: each track's guide has its official title."""
    titles = [track.guide_title for track in edition.tracks]
    assert titles == [f"数据要素×{track.name.zh}领域赛题指南" for track in edition.tracks]


def test_official_names(edition: Edition) -> None:
    """J1: the contest's name and every division's, whole."""
    assert edition.official_name == "2024年“数据要素×”大赛"
    assert edition.theme.zh == "数据赋能 乘数而上"
    assert [edition.official_division_name(code) for code in PROVINCES] == [
        f"2024年“数据要素×”大赛{unit.short}分赛" for unit in PROVINCES.values()
    ]
    assert edition.official_division_name("660000") == "2024年“数据要素×”大赛新疆生产建设兵团分赛"


def test_organisers_in_full(edition: Edition) -> None:
    """J2: chair and members as the notice lists them, in its order."""
    assert "、".join(edition.organisers.in_full()) == (
        "国家数据局、中央网信办、工业和信息化部、交通运输部、农业农村部、商务部、文化和旅游部、国家卫生健康委、应急管理部、"
        "金融监管总局、中国证监会、国家医保局、中国科学院、中国气象局、国家文物局、国家中医药局"
    )
    office = edition.organisers.secretariat_office
    assert [body.zh for body in office.bodies] == [
        "国家信息中心",
        "国家发展和改革委员会创新驱动发展中心",
        "中国信息通信研究院",
        "国家工业信息安全发展研究中心",
    ]
    assert office.rotating_lead == "国家信息中心"
    assert edition.organisers.secretariat.seat.zh == "国家数据局政策和规划司"


def test_deadlines_end_with_the_day_in_beijing(edition: Edition) -> None:
    """A4, F1, F2: a date ends at 23:59:59.999 of that date, Beijing time."""
    table = edition.timetable
    deadlines = (table.applications_until, table.contest_reports_until, table.division_reports_until)
    assert [deadline.at for deadline in deadlines] == [
        datetime(2024, 5, 31, 15, 59, 59, 999000, tzinfo=UTC),
        datetime(2024, 8, 31, 15, 59, 59, 999000, tzinfo=UTC),
        datetime(2024, 9, 30, 15, 59, 59, 999000, tzinfo=UTC),
    ]
    assert {deadline.basis for deadline in deadlines} == {"notice"}
    assert table.final_month.month == "2024-10"


def test_quotas_durations_and_prizes(edition: Edition) -> None:
    """B4, F1, F2, F6, F8, G2, H1: the notice's numbers, and which are not the notice's."""
    quotas, durations = edition.quotas, edition.durations
    assert (quotas.representatives_per_team, quotas.projects_per_team) == (5, 1)
    assert (quotas.recommended_per_division_track, quotas.recommended_per_contest) == (2, 2)
    teams = edition.teams
    assert (teams.basis, teams.co_organisations_per_team, teams.accounts_per_organisation) == ("platform", 20, 10)
    assert {name: (span.days, span.basis) for name, span in durations} == {
        "finalist_notice": (7, "notice"),
        "winners_notice": (7, "notice"),
        "substitution": (7, "notice"),
        "appeal": (5, "platform"),
        "supplement": (3, "platform"),
        "review": (5, "platform"),
    }
    assert [(prize.zh, prize.quota) for prize in edition.prizes.per_track] == [
        ("一等奖", 1),
        ("二等奖", 2),
        ("三等奖", 3),
    ]
    assert [(award.zh, award.given_to, award.quota_basis) for award in edition.prizes.special] == [
        ("最佳技术创新奖", "project", "platform"),
        ("最具商业价值奖", "project", "platform"),
        ("最具发展潜力奖", "project", "platform"),
        ("优秀组织奖", "organiser", "platform"),
    ]


def test_declaration_and_evidence(edition: Edition) -> None:
    """C4, C5, C6: five parts with their sections, seven kinds of required evidence, four optional."""
    assert [part.zh for part in edition.declaration.parts] == [
        "项目概述",
        "解决方案",
        "应用价值",
        "商业模式",
        "团队介绍",
    ]
    assert [section.id for section in edition.sections] == [
        "overview.background",
        "overview.industry",
        "overview.strengths",
        "solution.architecture",
        "solution.functions",
        "solution.technology",
        "solution.data_use",
        "value.cases",
        "value.economic",
        "value.social",
        "business.promotion",
        "business.market",
        "business.social_effect",
        "team.record",
        "team.qualifications",
        "team.strengths",
    ]
    assert [(kind.id, kind.subject) for kind in edition.evidence.required] == [
        ("organisation_qualification", "organisation"),
        ("responsibility_declaration", "organisation"),
        ("audit", "organisation"),
        ("credit_record", "organisation"),
        ("project_qualification", "project"),
        ("application_cases", "project"),
        ("intellectual_property", "project"),
    ]
    assert [kind.id for kind in edition.evidence.optional] == ["presentation", "video", "model", "manual"]


def test_kinds_and_lists(edition: Edition) -> None:
    """B1, B3, F2, G4: who may take part and recommend, which lists bar, what winners are entitled to."""
    assert [kind.zh for kind in edition.organisation_kinds] == [
        "企业",
        "事业单位",
        "科研院所",
        "高校",
        "其他独立法人单位",
    ]
    assert [credit_list.zh for credit_list in edition.credit_lists] == [
        "失信被执行人",
        "重大税收违法案件当事人名单",
        "政府采购严重违法失信行为记录名单",
    ]
    assert [kind.id for kind in edition.recommenders.kinds] == ["government", "society", "enterprise"]
    assert [(benefit.name.zh, benefit.to) for benefit in edition.benefits] == [
        ("政策激励", "winners"),
        ("宣传展示", "winners"),
        ("产融对接", "finalists"),
        ("供需对接", "finalists"),
        ("人才支持", "winners"),
        ("交流学习", "winners"),
    ]


def test_scoring_defaults(edition: Edition) -> None:
    """E2, E3, E4: the default rubric's weights are exact decimals, its ties name its criteria."""
    scoring = edition.scoring
    assert [str(criterion.weight) for criterion in scoring.criteria] == [
        "0.25",
        "0.20",
        "0.25",
        "0.15",
        "0.10",
        "0.05",
    ]
    assert sum(criterion.weight for criterion in scoring.criteria) == 1
    assert (str(scoring.lowest), str(scoring.highest), scoring.aggregation) == ("0", "100", "mean")
    assert scoring.tie_breakers == ("data_use", "application_value", "innovation")
    assert (scoring.experts_per_project.division, scoring.experts_per_project.final) == (3, 5)
