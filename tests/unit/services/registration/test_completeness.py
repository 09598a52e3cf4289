"""What a team reads of how far it is, whatever became of it (rules C1, C4, C8, C10, C12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from dasai.registration.v1 import projects_pb2

from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from cli.synthetic import Synthetic
from services.registration.model.events import Evidence, Section
from services.registration.model.team import Team
from services.registration.wire import completeness_view, requirements
from tests.unit.services.registration import builders as a

MS = timedelta(milliseconds=1)
ALL = len(requirements().sections) + len(requirements().required_evidence)
CLOSES = "2024年08月10日00:00:00（北京时间）"


def whole() -> Team:
    """A team of the edition's that may submit."""
    team = a.team()
    project = Synthetic(edition(), 3).project(1, edition().tracks[0].topics[0].id)
    team.save_declaration(
        tuple(Section(id=one, text=text) for one, text in project.sections), 0, requirements(), at=a.WHILE_OPEN
    )
    for place, (kind, _) in enumerate(requirements().required_evidence):
        piece = Evidence(
            id=f"e{place}",
            kind=kind,
            file_name=f"{kind}.pdf",
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


def disqualified(team: Team) -> Team:
    team.learn_disqualification("B10_UNTRUE", "材料不实")
    return team


def view(team: Team, at: Instant = a.WHILE_OPEN, account: str = "account") -> projects_pb2.Completeness:
    return completeness_view(team, requirements(), account_id=account, at=at)


@pytest.mark.parametrize(
    ("made", "at", "may", "words"),
    [
        (whole, a.SUBMISSION_CLOSES, True, f"已完成{ALL}/{ALL}项，全部齐备，可以提交。提交截止：{CLOSES}。"),
        (whole, a.SUBMISSION_CLOSES + MS, False, f"提交已于{CLOSES}截止，团队没有提交。"),
        (
            lambda: submitted(whole()),
            a.WHILE_OPEN,
            True,
            f"已提交第1版，此后没有修改；截止前可以改进后再提交。提交截止：{CLOSES}。",
        ),
        (
            lambda: changed(submitted(whole())),
            a.WHILE_OPEN,
            True,
            "第1版已提交；此后修改了1个栏目（项目背景），尚未提交。"
            f"已完成{ALL}/{ALL}项，全部齐备，可以提交。提交截止：{CLOSES}。",
        ),
        (lambda: submitted(whole()), a.SUBMISSION_CLOSES + MS, False, f"提交已于{CLOSES}截止，以第1版为准。"),
        (
            lambda: changed(submitted(whole())),
            a.SUBMISSION_CLOSES + MS,
            False,
            f"提交已于{CLOSES}截止，以第1版为准；此后的修改没有提交。",
        ),
        (lambda: withdrawn(whole()), a.WHILE_OPEN, False, "团队已退出，不能提交。"),
        (lambda: disqualified(submitted(whole())), a.WHILE_OPEN, False, "团队已被取消参赛资格，不能提交：材料不实。"),
    ],
)
def test_c4_a_team_reads_whether_it_may_submit(made: Callable[[], Team], at: Instant, may: bool, words: str) -> None:
    """C1, C4, C10, C12: complete is not enough: in time to the millisecond, in the contest, and what is submitted already."""
    found = view(made(), at)
    assert (found.complete, found.may_submit, found.words_zh) == (True, may, words)


def test_c4_an_account_that_is_not_the_leads_reads_who_submits() -> None:
    """B2, C4: the partner writes, the lead submits."""
    partner = a.organisation(2)
    team = whole()
    team.add_co_organisation(partner, frozenset(), a.REQUIREMENTS, at=a.WHILE_OPEN)
    assert [one.zh for one in view(team).missing] == [f"联合单位{partner.name}的同意"]
    team.answer_invitation(partner.uscc, "partner", consent=True, at=a.WHILE_OPEN)
    assert view(team).may_submit
    found = view(team, account="partner")
    assert (found.complete, found.may_submit) == (True, False)
    assert (
        found.words_zh == f"已完成{ALL + 1}/{ALL + 1}项，全部齐备，由牵头单位{team.lead.name}提交。提交截止：{CLOSES}。"
    )
    assert found.words_en == (
        f"{ALL + 1}/{ALL + 1} done: complete; the lead, {team.lead.name}, submits. "
        "Submission closes 2024-08-10 00:00:00 Beijing time."
    )
