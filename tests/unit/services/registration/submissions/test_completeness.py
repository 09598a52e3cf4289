"""Completeness in words, in each state of a team (rules C1, C4, C8, C10, C12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from dasai.registration.v1 import declarations_pb2

from chassis.edition.current import edition
from chassis.facts.submissions import Evidence, Section
from chassis.kernel.clock import Instant
from cli.synthetic import Synthetic
from services.registration.editions.settings import requirements
from services.registration.names.model.screening import NameFinding
from services.registration.organisations.model import CreditList, CreditListing
from services.registration.submissions.words import remarks
from services.registration.submissions.words.completeness import completeness_view
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

MS = timedelta(milliseconds=1)
ALL = len(requirements().sections) + len(requirements().required_evidence)
CLOSES = "2024年8月10日 0:00（北京时间）"


def complete() -> Team:
    """Return a team that may submit by the current edition."""
    team = a.team()
    project = Synthetic(edition(), 3).project(1, edition().tracks[0].topics[0].id)
    team.save_declaration(
        tuple(Section(id=name, text=text) for name, text in project.sections), 0, requirements(), at=a.WHILE_OPEN
    )
    for place, asked in enumerate(requirements().required_evidence):
        piece = Evidence(
            id=f"e{place}",
            kind=asked.fact,
            file_name=f"{asked.fact}.pdf",
            sha256=f"{place:064x}",
            size_bytes=1,
            media_type="application/pdf",
            owner_uscc=team.lead.uscc,
        )
        team.attach(piece, requirements(), at=a.WHILE_OPEN)
    return team


def submitted(team: Team) -> Team:
    team.submit(team.draft.revision, requirements(), a.sign, at=a.WHILE_OPEN)
    return team


def changed(team: Team) -> Team:
    section = Section(id="overview.background", text="改进后的背景，比先前更充分，更清楚，也更完整。")
    team.save_declaration((section,), team.draft.revision, requirements(), at=a.WHILE_OPEN)
    return team


def withdrawn(team: Team) -> Team:
    team.withdraw(at=a.WHILE_OPEN)
    return team


def disqualified(team: Team, reason: str = "材料不实") -> Team:
    team.record_disqualification("B10_UNTRUE", reason)
    return team


def view(team: Team, at: Instant = a.WHILE_OPEN, account: str = "account") -> declarations_pb2.Completeness:
    return completeness_view(team, requirements(), account_id=account, at=at)


def test_c4_c5_missing_items_are_named_in_words() -> None:
    """C4, C5: sections with their length, and evidence, by their names in Chinese and English."""
    missing = {item.item: (item.zh, item.en) for item in view(a.team()).missing}
    assert missing["overview.background"] == (
        "申报书“项目概述—项目背景”（至少20字）",
        "Declaration, Project overview — Background (at least 20 characters)",
    )
    assert missing["audit"] == ("证明材料“财务审计”", "Evidence: Organisation: financial audit")


@pytest.mark.parametrize(
    ("made", "at", "may", "words"),
    [
        (complete, a.SUBMISSION_CLOSES, True, f"已完成{ALL}/{ALL}项，全部齐备，可以提交。提交截止：{CLOSES}。"),
        (complete, a.SUBMISSION_CLOSES + MS, False, f"提交已于{CLOSES}截止，团队没有提交。"),
        (
            lambda: submitted(complete()),
            a.WHILE_OPEN,
            True,
            f"第1版为当前有效版本；截止前可修改并重新提交，以最后一次提交为准。提交截止：{CLOSES}。",
        ),
        (
            lambda: changed(submitted(complete())),
            a.WHILE_OPEN,
            True,
            "第1版之后修改了1个栏目（项目背景），尚未提交。"
            f"已完成{ALL}/{ALL}项，全部齐备，可以提交。提交截止：{CLOSES}。",
        ),
        (lambda: submitted(complete()), a.SUBMISSION_CLOSES + MS, False, f"提交已于{CLOSES}截止，以第1版为准。"),
        (
            lambda: changed(submitted(complete())),
            a.SUBMISSION_CLOSES + MS,
            False,
            f"提交已于{CLOSES}截止，以第1版为准；此后的修改没有提交。",
        ),
        (lambda: withdrawn(complete()), a.WHILE_OPEN, False, "团队已退出，不能提交。"),
        (
            lambda: disqualified(submitted(complete())),
            a.WHILE_OPEN,
            False,
            "团队已被取消参赛资格，不能提交：材料不实。",
        ),
        (
            lambda: disqualified(submitted(complete()), "经核实，材料不实。"),
            a.WHILE_OPEN,
            False,
            "团队已被取消参赛资格，不能提交：经核实，材料不实。",
        ),
    ],
)
def test_c4_a_team_reads_if_it_may_submit(made: Callable[[], Team], at: Instant, may: bool, words: str) -> None:
    """C1, C4, C10, C12: complete is not enough: in time to the millisecond, in the contest, and what is submitted already."""
    completeness = view(made(), at)
    assert (completeness.complete, completeness.may_submit, completeness.words_zh) == (True, may, words)


def test_c4_an_account_that_is_not_the_leads_reads_who_submits() -> None:
    """B2, C4: the partner writes, the lead submits."""
    partner = a.organisation(2)
    team = complete()
    team.add_co_organisation(partner, frozenset(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert [item.zh for item in view(team).missing] == [f"联合单位{partner.name}的同意"]
    team.answer_invitation(partner.uscc, "partner", consent=True, at=a.WHILE_OPEN)
    assert view(team).may_submit
    completeness = view(team, account="partner")
    assert (completeness.complete, completeness.may_submit) == (True, False)
    assert (
        completeness.words_zh
        == f"已完成{ALL + 1}/{ALL + 1}项，全部齐备，由牵头单位{team.lead.name}提交。提交截止：{CLOSES}。"
    )
    assert completeness.words_en == (
        f"{ALL + 1}/{ALL + 1} done: complete; the lead, {team.lead.name}, submits. "
        "Submission closes 10 August 2024, 0:00 Beijing time."
    )


def test_c4_obstacles_are_named_though_nothing_is_missing() -> None:
    """C4: complete and yet not to be submitted: neither word nor flag says that it may be."""
    obstacle = declarations_pb2.Remark(code="B3_CREDIT_LISTED", zh="单位在名单上。", en="It is listed.")
    for team, begins in (
        (complete(), f"已完成{ALL}/{ALL}项，全部齐备。"),
        (submitted(complete()), "第1版为当前有效版本。"),
    ):
        completeness = completeness_view(
            team, requirements(), account_id="account", at=a.WHILE_OPEN, obstacles=[obstacle]
        )
        assert (completeness.complete, completeness.may_submit) == (True, False)
        assert completeness.words_zh == f"{begins}提交截止：{CLOSES}。目前不能提交：单位在名单上。"
        assert completeness.words_en.endswith("It can't be submitted now: It is listed.")
        assert "ready" not in completeness.words_en
        assert "improved" not in completeness.words_en


def test_b3_b8_b9_c7_open_findings_are_shown_in_words_and_lifted_ones_are_not() -> None:
    """B3, B8, B9, C7, K2: each finding names what it is about."""
    team = submitted(complete())
    code = team.lead.uscc
    listing = CreditListing(list=CreditList.MAJOR_TAX_VIOLATION, as_of=a.WHILE_OPEN, source="来源甲")
    assert team.record_listing(code, listing, {}, at=a.WHILE_OPEN)
    assert team.record_malware("0" * 64, "audit.pdf", at=a.WHILE_OPEN)
    way = a.affiliation(code, a.code(9), "甲 → 乙")
    assert team.record_affiliation(way, at=a.WHILE_OPEN)
    shown = [(remark.code, remark.zh) for remark in remarks.finding_remarks(team.findings.each)]
    assert shown == [
        (
            "B3_CREDIT_LISTED",
            f"核查发现：单位{code}在重大税收违法案件当事人名单上（截至2024-06-15，来源：来源甲），由审查员处理。",
        ),
        ("C7_MATERIAL_INFECTED", "核查发现：提交的文件“audit.pdf”含有恶意软件，由审查员处理。"),
        ("B8_AFFILIATED", f"核查发现：单位{code}是本分赛组织单位，或与其有隶属、控股关系（甲 → 乙），由审查员处理。"),
    ]
    assert team.record_affiliation(None, at=a.WHILE_OPEN)
    assert [remark.code for remark in remarks.finding_remarks(team.findings.each)] == [
        "B3_CREDIT_LISTED",
        "C7_MATERIAL_INFECTED",
    ]


def test_b9_a_team_reads_which_name_is_reviewed_but_not_the_listed_word() -> None:
    """B9: or whoever tries names would find one that no human sees; each name once."""
    hits = [
        NameFinding(field="team_name", list="词表", word=word, trick="exact", matched=word) for word in ("甲", "乙")
    ]
    shown = remarks.name_remarks([*hits, NameFinding(field="project_name")])
    assert [(remark.code, remark.zh) for remark in shown] == [
        ("B9_NAME", "团队名称由审查员核对。"),
        ("B9_NAME", "项目名称是否体现数据要素，由审查员核对。"),
    ]
