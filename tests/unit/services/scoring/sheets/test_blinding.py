"""Blind scoring (E3)."""

from __future__ import annotations

import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from google.protobuf import text_format

from chassis.facts.submissions import Section
from chassis.facts.teams import Organisation, OrganisationKind
from chassis.mapping import to_message
from services.scoring.sheets import wire
from services.scoring.sheets.model.blinding import HIDDEN, blinded, blinded_sections
from tests.unit.services.scoring.builders import make_sheet, make_team

PARTNER = Organisation(uscc="91110199000000001A", name="合成测试企业1研究院", kind=OrganisationKind.RESEARCH_INSTITUTE)
TEAM = make_team(1, co_organisations=(PARTNER,))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("由合成测试企业1建设", f"由{HIDDEN}建设"),
        ("由合成 测试\n企业1建设", f"由{HIDDEN}建设"),
        ("由合成-测试·企业１建设", f"由{HIDDEN}建设"),
        ("由合成測試企業1建設", f"由{HIDDEN}建設"),
        ("由合成\u200b测试企业1建设", f"由{HIDDEN}建设"),
        ("合成测试企业1研究院参加", f"{HIDDEN}参加"),
        ("代码91110199000000001a，合成1队", f"代码{HIDDEN}，{HIDDEN}"),
        ("代码9111-0199-0000-0000-1Ａ", f"代码{HIDDEN}"),
        ("合成测试企业2与合成数据项目1", "合成测试企业2与合成数据项目1"),
        ("合成测试企业12", "合成测试企业12"),
    ],
)
def test_names_and_codes_of_the_teams_organisations_are_hidden(written: str, shown: str) -> None:
    """E3: also spaced out, in another script or width, with what can't be seen in between; other names and the project's stay."""
    assert blinded(written, TEAM) == shown


COMPANY = make_team(
    1,
    lead=Organisation(uscc="TEAM1", name="杭州青禾数字科技股份有限公司", kind=OrganisationKind.ENTERPRISE),
    team_name="数据智能团队",
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("青禾与客户", f"{HIDDEN}与客户"),
        ("青禾科技的平台", f"{HIDDEN}科技的平台"),
        ("杭州青禾数字科技股份有限公司", HIDDEN),
        ("杭州青禾，青禾数字", f"{HIDDEN}，{HIDDEN}"),
        ("杭州的数字科技产业", "杭州的数字科技产业"),
        ("数据智能团队", "数据智能团队"),
        ("杭州青禾数字科技股份有限公司（以下简称“QH”），QH 建成", f"{HIDDEN}（以下简称“{HIDDEN}”），{HIDDEN} 建成"),
        ("数据空间（以下简称“空间”），空间建成", "数据空间（以下简称“空间”），空间建成"),
    ],
)
def test_shortened_names_are_hidden(written: str, shown: str) -> None:
    """E3: without place, legal form and trade, or as the text introduces them; words of a trade alone name nobody."""
    assert blinded(written, COMPANY) == shown


def test_a_short_name_that_one_section_introduces_is_hidden_in_all() -> None:
    """E3: in plain words, without the rich form, which could have markup in the middle of a name."""
    sections = (
        Section(id="overview.background", text="QH 项目", rich="<p>Q<b>H</b> 项目</p>"),
        Section(id="team.record", text="杭州青禾数字科技股份有限公司（简称QH）"),
    )
    assert blinded_sections(sections, COMPANY) == (
        Section(id="overview.background", text=f"{HIDDEN} 项目"),
        Section(id="team.record", text=f"{HIDDEN}（简称{HIDDEN}）"),
    )


@pytest.mark.parametrize("blind", [True, False])
def test_a_blind_sheet_says_nothing_of_whose_the_project_is(blind: bool) -> None:
    """E3: no name, code or id of team and organisations in sheet, project name or declaration; else they are there."""
    team = make_team(1, project_name="合成测试企业1的数据平台")
    words = f"{team.lead.name}（{team.lead.uscc}）的项目"
    submission = registration.SubmissionMade(
        team=to_message(team, contest_pb2.TeamFacts),
        number=2,
        declaration=[contest_pb2.Section(id="overview.background", text=words, rich=f"<p>{words}</p>")],
    )
    stored = wire.keep_declaration(submission)
    assert (stored.team_id, stored.number) == ("team-001", 2)
    sections = wire.declaration_of(stored.content)
    declaration = blinded_sections(sections, team) if blind else sections
    view = wire.sheet_view(
        make_sheet(blind=blind, project_name=team.project_name), team, None, declaration, released=False
    )
    text = text_format.MessageToString(view, as_utf8=True)
    assert view.project_name == (f"{HIDDEN}的数据平台" if blind else team.project_name)
    assert view.blind == blind
    names = (team.lead.uscc, team.lead.name, team.team_name, team.team_id)
    expected = [] if blind else [team.lead.uscc, team.lead.name, team.team_id]
    assert [name for name in names if name in text] == expected


def test_a_blind_sheet_of_a_team_that_is_not_known_shows_no_name() -> None:
    """E3."""
    assert wire.sheet_view(make_sheet(blind=True), None, None, released=False).project_name == ""
