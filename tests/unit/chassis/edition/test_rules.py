"""Each rule of an edition file: a change that it accepts, and one that it refuses, with place and line."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from chassis.edition.load import parse
from chassis.edition.rules import mistakes_in
from chassis.edition.schema import Edition

Edited = Callable[[str, str], tuple[bytes, int]]


class Case(NamedTuple):
    """A passage with an accepted and a refused change, and the mistake's code, path and line (`down` into the passage)."""

    code: str
    passage: str
    accepted: str
    refused: str
    path: str
    down: int = 0


NAME = 'name: {zh: 2024年“数据要素×”大赛, en: "2024 “Data Elements ×” Contest"}'
BEIJING = """  - code: "110000"
    name: {zh: 北京, en: Beijing}
    unit: 北京市
    official_name: 2024年“数据要素×”大赛北京分赛
"""
LAST_MEMBER = "      - {zh: 国家中医药局, en: National Administration of Traditional Chinese Medicine}\n"
GREEN_4 = "      - id: green-4\n"
SECTION = "{id: team.record, zh: 履历, en: Record, min_length: 20, max_length: 3000}"
MANUAL = "{id: manual, subject: project, zh: 说明文档, en: Explanatory document, formats: documents}"
MAY = "{date: 2024-05-31, basis: notice"
AUGUST = "{date: 2024-08-31, basis: notice"
SEPTEMBER = "{date: 2024-09-30, basis: notice"
MEAN = "  aggregation: mean\n  experts_per_project: {division: 3, final: 5}\n"
WEIGHTS = """en: Security and compliance, weight: "0.10"}
    - {id: team, zh: 团队能力, en: Team, weight: "0.05"}"""

CASES = [
    Case(
        "J1_CONTEST_NAME",
        NAME,
        NAME.replace("Contest", "Competition"),
        NAME.replace("×”大赛", "x”大赛"),
        "name.zh",
    ),
    Case("J1_CONTEST_NAME", NAME, NAME.replace(", en", " , en"), NAME.replace("2024年", "2025年"), "name.zh"),
    Case("A1_ID", 'id: "2024"', "id: '2024'", 'id: "2025"', "id"),
    Case(
        "A1_EARLIER_YEAR",
        "earlier_years: []",
        "earlier_years: [2023]",
        "earlier_years: [2024]",
        "earlier_years[0]",
    ),
    Case(
        "J1_DIVISION_NAME",
        BEIJING,
        BEIJING.replace("en: Beijing", "en: Peking"),
        BEIJING.replace("大赛北京分赛", "大赛北京市分赛"),
        "divisions[0].official_name",
        3,
    ),
    Case(
        "A2_DIVISION_NAME",
        BEIJING,
        BEIJING.replace("zh: 北京", 'zh: "北京"'),
        BEIJING.replace("zh: 北京", "zh: 京").replace("大赛北京分赛", "大赛京分赛"),
        "divisions[0].name.zh",
        1,
    ),
    Case(
        "A2_DIVISION_UNIT",
        BEIJING,
        BEIJING.replace("unit: 北京市", "unit: '北京市'"),
        BEIJING.replace("unit: 北京市", "unit: 北京"),
        "divisions[0].unit",
        2,
    ),
    Case(
        "A1_TRACK_NUMBER",
        "    number: 12\n",
        "    number: 12  # the last\n",
        "    number: 13\n",
        "tracks[11].number",
    ),
    Case("A1_TOPIC_ID", GREEN_4, '      - id: "green-4"\n', "      - id: green-5\n", "tracks[11].topics[3].id"),
    Case(
        "J2_ROTATING_LEAD",
        "rotating_lead: 国家信息中心",
        "rotating_lead: 中国信息通信研究院",
        "rotating_lead: 信息中心",
        "organisers.secretariat_office.rotating_lead",
    ),
    Case(
        "NOT_UNIQUE",
        LAST_MEMBER,
        LAST_MEMBER + "      - {zh: 国家疾控局, en: National Disease Control and Prevention Administration}\n",
        "      - {zh: 商务部, en: Ministry of Commerce}\n",
        "organisers.committee.members[14].zh",
    ),
    Case(
        "NOT_UNIQUE",
        LAST_MEMBER,
        LAST_MEMBER,
        "      - {zh: 国家数据局, en: National Data Administration}\n",
        "organisers.committee.members[14].zh",
    ),
    Case(
        "A1_TIMETABLE_ORDER",
        MAY,
        MAY.replace("-31", "-30"),
        "{date: 2024-05-06, basis: notice",
        "timetable.applications_until.date",
    ),
    Case(
        "A1_TIMETABLE_ORDER",
        AUGUST,
        AUGUST.replace("08-31", "06-01"),
        AUGUST.replace("08-31", "05-31"),
        "timetable.contest_reports_until.date",
    ),
    Case(
        "A1_TIMETABLE_ORDER",
        SEPTEMBER,
        SEPTEMBER.replace("09-30", "09-01"),
        SEPTEMBER.replace("09-30", "08-31"),
        "timetable.division_reports_until.date",
    ),
    Case(
        "A1_TIMETABLE_ORDER",
        "{month: 2024-10,",
        "{month: 2024-11,",
        "{month: 2024-09,",
        "timetable.final_month.month",
    ),
    Case(
        "A1_DOCUMENT_YEAR",
        "issued_on: 2024-05-06",
        "issued_on: 2024-01-01",
        "issued_on: 2023-12-31",
        "document.issued_on",
    ),
    Case(
        "C4_SECTION_ID",
        SECTION,
        SECTION.replace("team.record", "team.history"),
        SECTION.replace("team.record", "people.record"),
        "declaration.parts[4].sections[0].id",
    ),
    Case(
        "C4_SECTION_LENGTH",
        SECTION,
        SECTION.replace("3000", "20"),
        SECTION.replace("3000", "19"),
        "declaration.parts[4].sections[0].max_length",
    ),
    Case(
        "C10_MAIN_SECTION",
        "[overview.background, ",
        "[overview.industry, ",
        "[overview.nothing, ",
        "iteration.main_sections[0]",
    ),
    Case(
        "C10_SHARES", 'review_above: "0.30"', 'review_above: "0.60"', 'review_above: "0.61"', "iteration.review_above"
    ),
    Case("F5_SHARES", 'resembling: "0.60"', 'resembling: "1"', 'resembling: "1.01"', "duplicates.resembling"),
    Case("F5_SHARES", 'contained: "0.80"', 'contained: "0.01"', 'contained: "0"', "duplicates.contained"),
    Case(
        "C7_FORMATS",
        MANUAL,
        MANUAL.replace("formats: documents", "formats: slides"),
        MANUAL.replace("formats: documents", "formats: papers"),
        "evidence.optional[3].formats",
    ),
    Case("NOT_UNIQUE", MANUAL, MANUAL, MANUAL.replace("id: manual", "id: audit"), "evidence.optional[3].id"),
    Case(
        "C7_MAX_BYTES",
        "max_bytes: 1073741824",
        "max_bytes: 4294967296",
        "max_bytes: 4294967297",
        "files.formats[2].max_bytes",
    ),
    Case(
        "C7_MAX_KEPT",
        "max_kept_bytes: 12884901888",
        "max_kept_bytes: 4294967296",
        "max_kept_bytes: 4294967295",
        "files.max_kept_bytes",
    ),
    Case("C7_MAX_KEPT", "max_kept_files: 600", "max_kept_files: 60", "max_kept_files: 59", "files.max_kept_files"),
    Case("E3_SCALE", 'highest: "100"', 'highest: "20"', 'highest: "0"', "scoring.highest"),
    Case(
        "E5_DISAGREEMENT",
        'disagreement: "20"',
        'disagreement: "100"',
        'disagreement: "100.01"',
        "scoring.disagreement",
    ),
    Case(
        "E5_DISAGREEMENT",
        'disagreement: "20"',
        'disagreement: "0.01"',
        'disagreement: "0"',
        "scoring.disagreement",
    ),
    Case("E4_TIE_BREAKER", "value, innovation]", "value, team]", "value, beauty]", "scoring.tie_breakers[2]"),
    Case("NOT_UNIQUE", "value, innovation]", "value]", "value, data_use]", "scoring.tie_breakers[2]"),
    Case(
        "E4_EXPERTS",
        MEAN,
        MEAN.replace("mean", "trimmed_mean"),
        MEAN.replace("mean", "trimmed_mean").replace("division: 3", "division: 2"),
        "scoring.experts_per_project.division",
        1,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.path}")
def test_rule(case: Case, edited: Edited) -> None:
    """A1, A2, J1, J2, C4, C7, E3, E4, E5: one change accepted, one refused at its exact place and line."""
    data, _ = edited(case.passage, case.accepted)
    assert parse(data)[1] == []
    data, line = edited(case.passage, case.refused)
    mistakes = [(mistake.code, mistake.path, mistake.line) for mistake in parse(data)[1]]
    assert mistakes == [(case.code, case.path, line + case.down)]


def test_the_weights_sum_to_exactly_one(edited: Edited) -> None:
    """E3: weights shifted between criteria are accepted; a ten-thousandth too much is refused."""
    data, _ = edited(WEIGHTS, WEIGHTS.replace("0.10", "0.1400").replace("0.05", "0.01"))
    assert parse(data)[1] == []
    data, line = edited(WEIGHTS, WEIGHTS.replace("0.05", "0.0501"))
    mistakes = parse(data)[1]
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [
        ("E3_WEIGHTS_SUM", "scoring.criteria", line - 5)
    ]
    assert mistakes[0].zh == "各项权重之和应恰为 1，现为 1.0001"


def test_a_weight_is_above_zero(edited: Edited) -> None:
    """E3: a weight of nothing is refused at its place, also where the sum is right."""
    data, line = edited(WEIGHTS, WEIGHTS.replace("0.10", "0.15").replace("0.05", "0"))
    mistakes = [(mistake.code, mistake.path, mistake.line) for mistake in parse(data)[1]]
    assert mistakes == [("E3_WEIGHT", "scoring.criteria[5].weight", line + 1)]


def test_all_32_divisions(edited: Edited) -> None:
    """A2: a division left out is named, at the list of divisions."""
    data, line = edited(BEIJING, "")
    mistakes = parse(data)[1]
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [
        ("A2_DIVISION_MISSING", "divisions", line - 1)
    ]
    assert mistakes[0].en == "32 divisions, these are missing: 110000 北京"


def test_division_codes_are_known_and_unique(edited: Edited) -> None:
    """A2: a code that is no provincial unit's, or another division's, is refused at its line."""
    data, line = edited('"110000"', '"110100"')
    mistakes = [(mistake.code, mistake.path, mistake.line) for mistake in parse(data)[1]]
    assert mistakes == [
        ("A2_DIVISION_MISSING", "divisions", line - 1),
        ("A2_DIVISION_CODE", "divisions[0].code", line),
    ]
    again = BEIJING + BEIJING
    data, line = edited(BEIJING, again)
    mistakes = parse(data)[1]
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [
        ("NOT_UNIQUE", "divisions[1].code", line + 4)
    ]
    assert mistakes[0].zh == "“110000”与 divisions[0].code 重复，请改为唯一的值"


def test_topic_ids_and_track_codes_are_unique(edited: Edited) -> None:
    """A1: the same track code or topic id twice is refused where it comes again."""
    data, line = edited("      - id: agriculture-5\n", "      - id: agriculture-4\n")
    mistakes = {(mistake.code, mistake.path, mistake.line) for mistake in parse(data)[1]}
    place = "tracks[1].topics[4].id"
    assert mistakes == {("A1_TOPIC_ID", place, line), ("NOT_UNIQUE", place, line)}
    data, line = edited("  - code: green\n", "  - code: urban\n")
    mistakes = {(mistake.code, mistake.path, mistake.line) for mistake in parse(data)[1]}
    assert ("NOT_UNIQUE", "tracks[11].code", line) in mistakes


@pytest.mark.parametrize(
    ("passage", "again", "path"),
    [
        ("{id: second,", "{id: first,", "prizes.per_track[1].id"),
        ("{id: potential,", "{id: third,", "prizes.special[2].id"),
        ("  - id: exchange\n", "  - id: policy\n", "benefits[5].id"),
        ("{id: university,", "{id: enterprise,", "organisation_kinds[3].id"),
        ("{id: major_tax_violation,", "{id: dishonest_judgment_debtor,", "credit_lists[1].id"),
        ("    - id: society\n", "    - id: government\n", "recommenders.kinds[1].id"),
        ("{id: regional,", "{id: industry,", "recommenders.scopes[1].id"),
        ("{id: value.social,", "{id: value.economic,", "declaration.parts[2].sections[2].id"),
        ("    - id: slides\n", "    - id: documents\n", "files.formats[1].id"),
        ("{id: compliance,", "{id: team,", "scoring.criteria[5].id"),
        ("{id: investor,", "{id: research_institute,", "organisers.expert_committee.drawn_from[1].id"),
    ],
)
def test_ids_are_unique(edited: Edited, passage: str, again: str, path: str) -> None:
    """A1: whatever is looked up by an id has the id for itself."""
    data, line = edited(passage, again)
    mistakes = {(mistake.path, mistake.line) for mistake in parse(data)[1] if mistake.code == "NOT_UNIQUE"}
    after = 1 if path == "scoring.criteria[5].id" else 0  # there the id that comes again is the untouched one below
    assert mistakes == {(path, line + after)}


def test_the_edition_itself_breaks_no_rule(edition: Edition) -> None:
    """A1: the accepted case of every rule above."""
    assert mistakes_in(edition) == []
