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
from services.scoring.sheets.model.blinding import HIDDEN, blinded, blinded_section
from tests.unit.services.scoring.builders import make_sheet, make_team

PARTNER = Organisation(uscc="91110199000000001A", name="合成测试企业1研究院", kind=OrganisationKind.RESEARCH_INSTITUTE)
TEAM = make_team(1, co_organisations=(PARTNER,))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("由合成测试企业1建设", f"由{HIDDEN}建设"),
        ("由合成 测试\n企业1建设", f"由{HIDDEN}建设"),
        ("合成测试企业1研究院参加", f"{HIDDEN}参加"),
        ("代码91110199000000001a，合成1队", f"代码{HIDDEN}，{HIDDEN}"),
        ("合成测试企业2与合成数据项目1", "合成测试企业2与合成数据项目1"),
    ],
)
def test_names_and_codes_of_the_teams_organisations_are_hidden(written: str, shown: str) -> None:
    """E3: also spaced out, the longer name first; other names and the project's stay."""
    assert blinded(written, TEAM) == shown


def test_a_rich_section_is_shown_as_plain_words() -> None:
    """E3: its rich form repeats the names, also with markup in the middle of them."""
    section = Section(
        id="overview.background", text="由合成测试企业1建设", rich="<p>由合成<strong>测试企业1</strong>建设</p>"
    )
    assert blinded_section(section, TEAM) == Section(id="overview.background", text=f"由{HIDDEN}建设")


@pytest.mark.parametrize("blind", [True, False])
def test_a_blind_sheet_says_nothing_of_whose_the_project_is(blind: bool) -> None:
    """E3: no name, code or id of team and organisations in sheet or declaration; in the final they are there."""
    team = make_team(1)
    words = f"{team.lead.name}（{team.lead.uscc}）的项目"
    submission = registration.SubmissionMade(
        team=to_message(team, contest_pb2.TeamFacts),
        number=2,
        declaration=[contest_pb2.Section(id="overview.background", text=words, rich=f"<p>{words}</p>")],
    )
    stored = wire.keep_declaration(submission)
    assert (stored.team_id, stored.number) == ("team-001", 2)
    sections = wire.declaration_of(stored.content)
    view = wire.sheet_view(
        make_sheet(blind=blind), [blinded_section(section, team) for section in sections] if blind else sections
    )
    text = text_format.MessageToString(view, as_utf8=True)
    assert view.project_name == team.project_name
    names = (team.lead.uscc, team.lead.name, team.team_name, team.team_id)
    expected = [] if blind else [team.lead.uscc, team.lead.name, team.team_id]
    assert [name for name in names if name in text] == expected
