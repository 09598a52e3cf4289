"""Blind scoring (E3)."""

from __future__ import annotations

import pytest

from services.scoring.model.blind import HIDDEN, blinded
from services.scoring.model.facts import Organisation, OrganisationKind
from tests.unit.services.scoring.builders import team

PARTNER = Organisation(uscc="91110199000000001A", name="合成测试企业1研究院", kind=OrganisationKind.RESEARCH_INSTITUTE)
TEAM = team(1, co_organisations=(PARTNER,))


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
