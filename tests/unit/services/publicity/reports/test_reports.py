"""Reports are real-name, with evidence, and adjudicated step by step (H2, H3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.kernel.refusal import Code, Refusal
from services.publicity.reports import rules
from services.publicity.reports.events import ReportAdjudicated, ReportFiled
from services.publicity.reports.model.report import EvidenceFile, Report, ReportState
from services.publicity.reports.model.reporter import IdentityKind, Reporter, is_identity_number
from tests.unit.services.publicity.builders import EVIDENCE, REPORTER, beijing

AT = beijing("2024-10-22T10:00:00.000")
LATER = AT + timedelta(hours=1)


def make_report(text: str = "该项目材料属于其他单位。", evidence: tuple[EvidenceFile, ...] = EVIDENCE) -> Report:
    return Report.file(
        "report-1",
        team_id="team-1",
        notice_id="notice-1",
        text=text,
        evidence=evidence,
        tracking_code="CODE",
        account_id="public",
        at=AT,
    )


def refused_with(code: Code, error: pytest.ExceptionInfo[Refusal]) -> None:
    assert error.value.code == code


def test_real_name_report_with_evidence_is_filed() -> None:
    """H2: a real name with evidence is accepted; the event names nobody."""
    assert REPORTER.checked() == REPORTER
    report = make_report()
    assert (report.state, report.settled_at) == (ReportState.FILED, None)
    assert [raised.event for raised in report.raised] == [ReportFiled("report-1", "team-1", "notice-1")]


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ({"real_name": " "}, "real_name"),
        ({"identity_kind": None}, "identity_kind"),
        ({"identity_number": ""}, "identity_number"),
        ({"contact": "   "}, "contact"),
        ({"real_name": "", "identity_number": ""}, "real_name, identity_number"),
    ],
)
def test_anonymous_report_is_refused(part: dict[str, object], missing: str) -> None:
    """H2: a report without name, document or contact is refused with what is missing, and with nothing of what was written."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, **part).checked()  # type: ignore[arg-type]
    refused_with(rules.H2_ANONYMOUS, error)
    assert error.value.facts == {"missing": missing}


@pytest.mark.parametrize("number", ["110101190001010001", "11010119000230000X", "1101011900010100", "ABC"])
def test_impossible_identity_is_refused(number: str) -> None:
    """H2: a number with a wrong check digit or birthday is no real name; the number is not in the refusal."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, identity_number=number).checked()
    refused_with(rules.H2_IDENTITY_INVALID, error)
    assert error.value.facts == {}


@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        (IdentityKind.RESIDENT, "110199190001010001", True),
        (IdentityKind.RESIDENT, "110101190001010005", False),
        (IdentityKind.PASSPORT, "E00000000", True),
        (IdentityKind.PASSPORT, "E0", False),
        (IdentityKind.PASSPORT, "ABCDEFGH", False),
        (None, "E00000000", False),
    ],
)
def test_identity_documents(kind: IdentityKind | None, number: str, right: bool) -> None:
    """H2: resident numbers are checked by GB 11643, passports by their form."""
    assert is_identity_number(kind, number) is right


def test_reporter_never_shows() -> None:
    """H2, K4: neither repr nor str of a reporter shows a person, so no log or trace can."""
    assert f"{REPORTER!r} {REPORTER}" == "Reporter(sealed) Reporter(sealed)"
    assert repr(Reporter("", None, "", "")) == "Reporter(sealed)"


@pytest.mark.parametrize(
    "evidence",
    [
        (),
        (EvidenceFile("a.pdf", "xyz"),),
        (EvidenceFile("a.pdf", "AB" * 32),),
        (EvidenceFile(" ", "ab" * 32),),
        EVIDENCE * 21,
    ],
)
def test_report_without_evidence_is_refused(evidence: tuple[EvidenceFile, ...]) -> None:
    """H2: no evidence, or a malformed reference, is refused."""
    with pytest.raises(Refusal) as error:
        make_report(evidence=evidence)
    refused_with(rules.H2_NO_EVIDENCE, error)


@pytest.mark.parametrize("text", ["", "  ", "长" * 5001])
def test_report_without_text_is_refused(text: str) -> None:
    """H2: a report says what is wrong."""
    with pytest.raises(Refusal) as error:
        make_report(text=text)
    refused_with(rules.H2_TEXT_MISSING, error)


def test_upheld_after_hearing_with_every_step_on_record() -> None:
    """H3: accepted, heard, upheld; each step has who, when and why."""
    report = make_report()
    report.accept("材料齐全", by="committee-1", at=AT)
    report.hear("已听取团队说明", by="committee-2", at=AT)
    report.hear("已听取举报人说明", by="committee-2", at=AT)
    report.adjudicate(upheld=True, code="C5_FOREIGN_MATERIAL", reason="查证属实", by="committee-1", at=LATER)
    assert [(step.state, step.account_id, step.at, step.reason) for step in report.steps] == [
        (ReportState.FILED, "public", AT, ""),
        (ReportState.ACCEPTED, "committee-1", AT, "材料齐全"),
        (ReportState.HEARD, "committee-2", AT, "已听取团队说明"),
        (ReportState.HEARD, "committee-2", AT, "已听取举报人说明"),
        (ReportState.UPHELD, "committee-1", LATER, "查证属实"),
    ]
    assert report.raised[-1].event == ReportAdjudicated("report-1", "team-1", True, "C5_FOREIGN_MATERIAL", "查证属实")
    assert (report.objection.settled_at, report.objection.upheld) == (LATER, True)


def test_dismissed_without_hearing() -> None:
    """H3: an unfounded report may be dismissed after acceptance; no rule is named."""
    report = make_report()
    report.accept("受理", by="c", at=AT)
    report.adjudicate(upheld=False, code="C5_FOREIGN_MATERIAL", reason="查无实据", by="c", at=LATER)
    assert report.raised[-1].event == ReportAdjudicated("report-1", "team-1", False, "", "查无实据")
    assert (report.state, report.objection.upheld) == (ReportState.DISMISSED, False)


def test_steps_out_of_order_are_refused() -> None:
    """H3: no hearing or ruling before acceptance, no acceptance twice, no upholding unheard, no second ruling."""
    report = make_report()
    with pytest.raises(Refusal) as error:
        report.hear("x", by="c", at=AT)
    refused_with(rules.H3_NOT_ACCEPTED, error)
    with pytest.raises(Refusal) as error:
        report.adjudicate(upheld=False, code="", reason="x", by="c", at=AT)
    refused_with(rules.H3_NOT_ACCEPTED, error)
    report.accept("受理", by="c", at=AT)
    with pytest.raises(Refusal) as error:
        report.accept("受理", by="c", at=AT)
    refused_with(rules.H3_ALREADY_ACCEPTED, error)
    with pytest.raises(Refusal) as error:
        report.adjudicate(upheld=True, code="B10_FALSE", reason="x", by="c", at=AT)
    refused_with(rules.H3_NOT_HEARD, error)
    report.hear("x", by="c", at=AT)
    report.adjudicate(upheld=False, code="", reason="x", by="c", at=AT)
    for again in (report.accept, report.hear):
        with pytest.raises(Refusal) as error:
            again("x", by="c", at=AT)
        refused_with(rules.H3_ALREADY_ADJUDICATED, error)


@pytest.mark.parametrize(
    ("code", "reason", "refusal"),
    [
        ("", "x", rules.H3_RULE_MISSING),
        ("because", "x", rules.H3_RULE_MISSING),
        ("B10_FALSE", " ", rules.H3_REASON_MISSING),
        ("B10_FALSE", "长" * 2001, rules.H3_REASON_MISSING),
    ],
)
def test_ruling_without_rule_or_reason_is_refused(code: str, reason: str, refusal: Code) -> None:
    """H3: an upheld report names the rule broken, and every ruling its reason; a refused ruling leaves no trace."""
    report = make_report()
    report.accept("受理", by="c", at=AT)
    report.hear("x", by="c", at=AT)
    with pytest.raises(Refusal) as error:
        report.adjudicate(upheld=True, code=code, reason=reason, by="c", at=AT)
    refused_with(refusal, error)
    assert (report.state, report.code, report.reason, len(report.raised)) == (ReportState.HEARD, "", "", 1)
