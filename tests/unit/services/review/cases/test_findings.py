"""Automatic checks of a submission (B5, B7 to B9, C4, C5, C10, D1)."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.facts.submissions import Section
from services.review.cases.events import Finding
from services.review.cases.model.findings import OtherTeam, check, later_finding, shown_finding, shown_findings
from services.review.cases.model.submission import NameFinding
from tests.unit.services.review import builders as a

CHECKS: dict[str, Any] = {
    "organisers": frozenset({"host"}),
    "sections": ("overview",),
    "evidence_kinds": ("audit",),
    "same_persons": (),
    "same_project": (),
}


def test_d1_a_correct_submission_has_no_finding() -> None:
    """D1: it is complete, all is the team's own, and nothing is shared with another team."""
    assert check(a.submission(), **CHECKS) == ()


@pytest.mark.parametrize(
    ("submission", "checks", "expected"),
    [
        ({"declaration": ()}, {}, ("C4_SECTION_MISSING", "serious", "overview")),
        ({"declaration": (Section(id="overview", text=" "),)}, {}, ("C4_SECTION_MISSING", "serious", "overview")),
        ({"evidence": ()}, {}, ("C5_EVIDENCE_MISSING", "serious", "audit")),
        ({"evidence": (a.evidence(owner_uscc="parent"),)}, {}, ("C5_FOREIGN_OWNER", "serious", "e1 parent")),
        ({}, {"organisers": frozenset({"LEADT"})}, ("B8_ORGANISER_TAKES_PART", "serious", "LEADT")),
        (
            {"content_change": "0.410", "changed_sections": ("solution.functions", "solution.data")},
            {},
            ("C10_CONTENT_CHANGED", "warning", "0.410 solution.functions solution.data"),
        ),
    ],
)
def test_d1_each_check_makes_its_own_finding_only(
    submission: dict[str, Any], checks: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    """D1, B5, B7, B8, C4, C5, C10: with the evidence; a person decides what follows."""
    code, severity, evidence = expected
    findings = check(a.submission(**submission), **(CHECKS | checks))
    assert findings == (Finding(code=code, severity=severity, evidence=evidence),)


OTHER = OtherTeam(team_id="u", division_code="310000")


@pytest.mark.parametrize(
    ("checks", "code", "severity"),
    [
        ({"same_persons": (OTHER,)}, "B5_PERSON_IN_ANOTHER_TEAM", "serious"),
        ({"same_project": (OTHER,)}, "B7_PROJECT_REGISTERED_TWICE", "warning"),
    ],
)
def test_k1_a_finding_about_two_teams_shows_the_other_only_where_it_belongs(
    checks: dict[str, Any], code: str, severity: str
) -> None:
    """B5, B7, K1: the secretariat and the other team's division see its id; the team and other divisions do not."""
    (finding,) = check(a.submission(), **(CHECKS | checks))
    assert finding == Finding(code=code, severity=severity, evidence="u", team_id="u", team_division_code="310000")
    hidden = Finding(code=code, severity=severity, evidence="另一团队 another team")
    shown = [shown_finding(finding, divisions) for divisions in (None, ("310000",), ("110000",), ())]
    assert shown == [finding, finding, hidden, hidden]


def test_k1_a_stored_finding_without_the_other_teams_division_is_shown_to_the_nation_only() -> None:
    """K1: an earlier release kept the other team's id alone; a finding about one team is shown to everyone."""
    stored = Finding(code="B5_PERSON_IN_ANOTHER_TEAM", severity="serious", evidence="u")
    assert shown_finding(stored, None) == stored
    assert shown_finding(stored, ("",)).evidence == "另一团队 another team"
    alone = Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91")
    assert shown_finding(alone, ()) == alone


def test_k1_a_team_does_not_read_that_others_have_the_name_of_one_of_its_people() -> None:
    """B5, K1: its reviewer and the secretariat do."""
    namesake = Finding(code="B5_SAME_NAME", severity="serious", evidence="与本分赛团队（u）的一名参赛代表同名同单位")
    other = Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91")
    shown = [shown_findings((namesake, other), divisions) for divisions in (None, ("110000",), ())]
    assert shown == [[namesake, other], [namesake, other], [other]]


def test_k1_a_team_does_not_read_which_project_has_nearly_its_name() -> None:
    """B7, K1: the division's staff and the secretariat do; registration names none of another division."""
    near = Finding(code="B7_NEAR_PROJECT", severity="warning", evidence="project_name: 合成项目")
    shown = [shown_finding(near, divisions).evidence for divisions in (None, ("110000",), ())]
    assert shown == [near.evidence, near.evidence, "另一团队 another team"]


@pytest.mark.parametrize(
    ("name_finding", "evidence"),
    [
        (
            NameFinding(field="team_name", list="government", word="国家", trick="pinyin", matched="guojia"),
            "team_name: guojia (government: 国家, pinyin)",
        ),
        (
            NameFinding(field="project_name"),
            "project_name: 未体现数据要素 not clearly about data elements",
        ),
    ],
)
def test_b9_a_name_that_needs_a_look_is_a_warning(name_finding: NameFinding, evidence: str) -> None:
    """B9: with the part of the name and the word that it resembles, or that data elements are not named."""
    findings = check(a.submission(name_findings=(name_finding,)), **CHECKS)
    assert findings == (Finding(code="B9_NAME", severity="warning", evidence=evidence),)


def test_b3_a_later_finding_of_registration_is_serious_and_identified_by_code_and_key() -> None:
    """B3: two findings of one code don't overwrite each other."""
    later = later_finding("B3_CREDIT_LISTED", "91", "91 合成名单", sequence=3, lifted=True)
    assert (later.key, later.sequence, later.lifted) == ("B3_CREDIT_LISTED/91", 3, True)
    assert later.finding == Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91 合成名单")
