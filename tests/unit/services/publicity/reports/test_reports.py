"""Reports are real-name, with evidence, and adjudicated step by step (H2, H3)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.kernel.refusal import Code, Refusal
from services.publicity.reports import rules
from services.publicity.reports.events import (
    OrganiserReportAdjudicated,
    ReportAdjudicated,
    ReporterRead,
    ReportFiled,
)
from services.publicity.reports.model.report import EvidenceFile, Report, ReportState
from services.publicity.reports.model.reporter import Reporter
from tests.unit.services.publicity.builders import EVIDENCE, FORMS, REPORTER, beijing, resident_id

AT = beijing("2024-10-22T10:00:00.000")
LATER = AT + timedelta(hours=1)


MOST = 20


def make_report(
    text: str = "该项目材料属于其他单位。", evidence: tuple[EvidenceFile, ...] = EVIDENCE, organiser_id: str = ""
) -> Report:
    return Report.file(
        "report-1",
        team_id="" if organiser_id else "team-1",
        organiser_id=organiser_id,
        notice_id="" if organiser_id else "notice-1",
        text=text,
        evidence=evidence,
        most_evidence=MOST,
        tracking_hash="HASH",
        at=AT,
    )


def refused_with(code: Code, error: pytest.ExceptionInfo[Refusal]) -> None:
    assert error.value.code == code


def test_real_name_report_with_evidence_is_filed() -> None:
    """H2: a real name with evidence is accepted; the event names nobody."""
    assert REPORTER.checked(FORMS, AT) == REPORTER
    report = make_report()
    assert (report.state, report.settled_at) == (ReportState.FILED, None)
    assert [raised.event for raised in report.raised] == [ReportFiled("report-1", "team-1", "notice-1", "")]


@pytest.mark.parametrize(
    ("part", "missing"),
    [
        ({"real_name": " "}, "real_name"),
        ({"identity_kind": ""}, "identity_kind"),
        ({"identity_number": ""}, "identity_number"),
        ({"contact": "   "}, "contact"),
        ({"real_name": "", "identity_number": ""}, "real_name,identity_number"),
    ],
)
def test_anonymous_report_is_refused(part: dict[str, object], missing: str) -> None:
    """H2: a report without name, document or contact is refused with what is missing, and with nothing of what was written."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, **part).checked(FORMS, AT)  # type: ignore[arg-type]
    refused_with(rules.H2_ANONYMOUS, error)
    assert error.value.facts == {"missing": missing}
    assert [fault.field for fault in error.value.faults] == [f"reporter.{field}" for field in missing.split(",")]


@pytest.mark.parametrize("number", ["110101190001010001", "11010119000230000X", "1101011900010100", "ABC"])
def test_impossible_identity_is_refused(number: str) -> None:
    """H2: a number with a wrong check digit or birthday is no real name; the number is not in the refusal."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, identity_number=number).checked(FORMS, AT)
    refused_with(rules.H2_IDENTITY_INVALID, error)
    assert error.value.facts == {}


def test_an_impossible_number_is_told_with_what_is_missing() -> None:
    """H2: who mends what is missing does not learn only then that the number is wrong as well."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, identity_number="ABC", contact="x").checked(FORMS, AT)
    refused_with(rules.H2_ANONYMOUS, error)
    assert [fault.field for fault in error.value.faults] == ["reporter.contact", "reporter.identity_number"]
    with pytest.raises(Refusal) as error:
        replace(REPORTER, contact="x").checked(FORMS, AT)
    assert [fault.field for fault in error.value.faults] == ["reporter.contact"]


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("resident", "110199190001010001", "110199190001010001"),
        ("resident", "１１０１９９１９０００１０１０００１", "110199190001010001"),
        ("resident", "110199-19000101-0001", "110199190001010001"),
        ("resident", "\ufeff110199 1900 0101 0001", "110199190001010001"),
        ("passport", "e00000000", "E00000000"),
    ],
)
def test_identity_is_normalised_as_a_representative_s_is(kind: str, written: str, kept: str) -> None:
    """H2, B5: full width, hyphens, blanks and a byte order mark are no reason to refuse; the normal form is sealed."""
    given = replace(REPORTER, identity_kind=kind, identity_number=written)
    assert given.checked(FORMS, AT).identity_number == kept


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident", "110101190001010005"),
        ("resident", resident_id("20900101")),
        ("resident", resident_id("01230101")),
        ("passport", "E0"),
        ("passport", "E00000000000"),
        ("passport", "ABCDEFGHI"),
        ("driving_licence", "110199190001010001"),
    ],
)
def test_identity_that_no_representative_could_have_is_refused(kind: str, number: str) -> None:
    """H2, B5: by the same module as representatives': check digit, a birthday in the past and after 1900, nine characters."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, identity_kind=kind, identity_number=number).checked(FORMS, AT)
    refused_with(rules.H2_IDENTITY_INVALID, error)


def test_short_and_rare_names_are_real_names() -> None:
    """H2: one character is a name, and so is one of Han extension H that older tables of Unicode lack."""
    for name in ("㵟", "\U00031350\U000323af", "ᠪᠠᠲᠤ"):
        assert replace(REPORTER, real_name=name).checked(FORMS, AT).real_name == name


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ({"real_name": "张\u200b三"}, ["reporter.real_name"]),
        ({"real_name": "\u202e三张"}, ["reporter.real_name"]),
        ({"real_name": "张\n三"}, ["reporter.real_name"]),
        (
            {"real_name": "张\u3164三", "contact": "reporter\u200b@example.test"},
            ["reporter.real_name", "reporter.contact"],
        ),
    ],
)
def test_names_that_nobody_can_read_are_refused(part: dict[str, str], fields: list[str]) -> None:
    """H2: invisible characters and line breaks are refused by their field; what was typed is not in the refusal."""
    with pytest.raises(Refusal) as error:
        replace(REPORTER, **part).checked(FORMS, AT)  # type: ignore[arg-type]
    refused_with(rules.H2_UNREADABLE, error)
    assert [fault.field for fault in error.value.faults] == fields


def test_reporter_never_shows() -> None:
    """H2, K4: neither repr nor str of a reporter shows a person, so no log or trace can."""
    assert f"{REPORTER!r} {REPORTER}" == "Reporter(sealed) Reporter(sealed)"
    assert repr(Reporter("", "", "", "")) == "Reporter(sealed)"


@pytest.mark.parametrize("evidence", [(), EVIDENCE * (MOST + 1)])
def test_report_without_evidence_is_refused(evidence: tuple[EvidenceFile, ...]) -> None:
    """H2: no evidence, or more than the edition allows, is refused."""
    with pytest.raises(Refusal) as error:
        make_report(evidence=evidence)
    refused_with(rules.H2_NO_EVIDENCE, error)


def test_a_text_that_nobody_can_read_is_refused() -> None:
    """H2: an invisible character is refused by its field; line breaks are none."""
    make_report("第一点\n第二点")
    with pytest.raises(Refusal) as error:
        make_report("材料\u200b不实")
    refused_with(rules.H2_UNREADABLE, error)
    assert [fault.field for fault in error.value.faults] == ["text"]


def test_a_report_about_an_organiser_is_ruled_by_an_event_of_its_own() -> None:
    """H2, H3: it concerns no team, so nobody who hears rulings about teams hears of it; it holds no notice open."""
    report = make_report(organiser_id="110000")
    report.accept("受理", by="c", at=AT)
    report.hear("已听取", by="c", at=AT)
    report.adjudicate(upheld=True, code="A3_FEE_STATED", reason="违规收费", by="c", at=LATER)
    assert [raised.event for raised in report.raised] == [
        ReportFiled("report-1", "", "", "110000"),
        OrganiserReportAdjudicated("report-1", "110000", True, "A3_FEE_STATED", "违规收费"),
    ]


def test_a_reading_is_on_the_trail_by_the_hash_of_its_purpose() -> None:
    """D5, K4: the purpose may name somebody, so its hash travels; altering either record shows."""
    report = make_report()
    report.record_reading("access-1", "核实", AT)
    digest = hashlib.sha256("核实".encode()).hexdigest()
    assert report.raised[-1].event == ReporterRead("report-1", "access-1", digest)


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
        (ReportState.FILED, "", AT, ""),
        (ReportState.ACCEPTED, "committee-1", AT, "材料齐全"),
        (ReportState.HEARD, "committee-2", AT, "已听取团队说明"),
        (ReportState.HEARD, "committee-2", AT, "已听取举报人说明"),
        (ReportState.UPHELD, "committee-1", LATER, "查证属实"),
    ]
    assert report.raised[-1].event == ReportAdjudicated("report-1", "team-1", True, "C5_FOREIGN_MATERIAL", "查证属实")
    assert (report.challenge.settled_at, report.challenge.upheld) == (LATER, True)


def test_dismissed_without_hearing() -> None:
    """H3: an unfounded report may be dismissed after acceptance; no rule is named."""
    report = make_report()
    report.accept("受理", by="c", at=AT)
    report.adjudicate(upheld=False, code="C5_FOREIGN_MATERIAL", reason="查无实据", by="c", at=LATER)
    assert report.raised[-1].event == ReportAdjudicated("report-1", "team-1", False, "", "查无实据")
    assert (report.state, report.challenge.upheld) == (ReportState.DISMISSED, False)


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
        ("B11_NO_SUCH_RULE", "x", rules.H3_RULE_MISSING),
        ("X9_NO_SUCH_RULE", "x", rules.H3_RULE_MISSING),
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
