"""Loading: types, unknown keys, and the error that names every place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from chassis.edition import EditionError, load_edition
from chassis.edition.load import parse

Edited = Callable[[str, str], tuple[bytes, int]]

QUOTA = "  representatives_per_team: 5\n"
DATE = "{date: 2024-05-31, basis: notice"


@pytest.mark.parametrize(
    ("passage", "refused", "code", "path"),
    [
        ('id: "2024"', "id: 2024", "NOT_TEXT", "id"),
        ('- code: "110000"', "- code: 110000", "NOT_TEXT", "divisions[0].code"),
        ("    unit: 北京市", "    unit: true", "NOT_TEXT", "divisions[0].unit"),
        ("    unit: 北京市", "    unit: ~", "NOT_TEXT", "divisions[0].unit"),
        ("    unit: 北京市", "    unit:", "NOT_TEXT", "divisions[0].unit"),
        ("    unit: 北京市", "    unit: ''", "TEXT_EMPTY", "divisions[0].unit"),
        ("    unit: 北京市", "    unit: ' 北京市'", "TEXT_FORM", "divisions[0].unit"),
        ("    unit: 北京市", f"    unit: {'北' * 2001}", "TEXT_LONG", "divisions[0].unit"),
        ("    unit: 北京市", "    unit: [北京市]", "NOT_TEXT", "divisions[0].unit"),
        ("name: {zh: 北京, en: Beijing}", "name: 北京", "NOT_A_MAPPING", "divisions[0].name"),
        ("year: 2024\nearlier", "year: '2024'\nearlier", "NOT_WHOLE_NUMBER", "year"),
        (QUOTA, '  representatives_per_team: "5"\n', "NOT_WHOLE_NUMBER", "quotas.representatives_per_team"),
        (QUOTA, "  representatives_per_team: 5.0\n", "NOT_WHOLE_NUMBER", "quotas.representatives_per_team"),
        (QUOTA, "  representatives_per_team: yes\n", "NOT_WHOLE_NUMBER", "quotas.representatives_per_team"),
        (QUOTA, "  representatives_per_team: 0\n", "TOO_SMALL", "quotas.representatives_per_team"),
        (QUOTA, "  representatives_per_team: -5\n", "TOO_SMALL", "quotas.representatives_per_team"),
        (QUOTA, "  representative_per_team: 5\n" + QUOTA, "UNKNOWN_KEY", "quotas.representative_per_team"),
        (DATE, '{date: "2024-05-31", basis: notice', "NOT_A_DATE", "timetable.applications_until.date"),
        (
            DATE,
            "{date: 2024-05-31 12:00:00, basis: notice",
            "NOT_A_DATE",
            "timetable.applications_until.date",
        ),
        (DATE, "{date: 2024-05-31, basis: guess", "NOT_A_CHOICE", "timetable.applications_until.basis"),
        ("{month: 2024-10,", "{month: 2024-13,", "TEXT_FORM", "timetable.final_month.month"),
        ("  time_zone: Asia/Shanghai", "  time_zone: UTC", "NOT_A_CHOICE", "timetable.time_zone"),
        ("schema_version: 1", "schema_version: 2", "TOO_LARGE_NUMBER", "schema_version"),
        ("schema_version: 1", "schema_version: true", "NOT_WHOLE_NUMBER", "schema_version"),
        ('weight: "0.05"', "weight: 0.05", "NOT_A_DECIMAL", "scoring.criteria[5].weight"),
        ('weight: "0.05"', 'weight: "1/20"', "NOT_A_DECIMAL", "scoring.criteria[5].weight"),
        ('weight: "0.05"', 'weight: "NaN"', "NOT_A_DECIMAL", "scoring.criteria[5].weight"),
        ('weight: "0.05"', 'weight: "０.05"', "NOT_A_DECIMAL", "scoring.criteria[5].weight"),
        ("  decimals: 2 ", "  decimals: 7 ", "TOO_LARGE_NUMBER", "scoring.decimals"),
        ("  decimals: 2 ", "  decimals: -1 ", "TOO_SMALL", "scoring.decimals"),
        ("roles: [host, organise]", "roles: []", "LIST_EMPTY", "recommenders.kinds[2].roles"),
        ("roles: [host, organise]", "roles: host", "NOT_A_LIST", "recommenders.kinds[2].roles"),
        ("roles: [host, organise]", "roles: [host, visit]", "NOT_A_CHOICE", "recommenders.kinds[2].roles[1]"),
    ],
)
def test_wrong_types_are_refused_at_their_place(
    edited: Edited, passage: str, refused: str, code: str, path: str
) -> None:
    """A1: a value of the wrong type, an unknown key, a number out of bounds; each with its path and line."""
    data, line = edited(passage, refused)
    edition, mistakes = parse(data)
    assert edition is None
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [(code, path, line)]


def test_a_missing_key_is_named_at_its_parent(edited: Edited) -> None:
    """A1: a missing key is named by the path it should have, at the line of what should hold it."""
    data, line = edited("quotas:\n  basis: notice\n" + QUOTA, "quotas:\n  basis: notice\n")
    mistakes = parse(data)[1]
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [
        ("MISSING", "quotas.representatives_per_team", line)
    ]
    assert mistakes[0].zh == "缺少此项，请补上"
    assert mistakes[0].en == "is missing: add it"


def test_all_mistakes_are_reported_at_once_in_the_order_of_lines(edited: Edited, tmp_path: Path) -> None:
    """A1: one error holds all mistakes; it reads in both languages with path and line."""
    data, line = edited(QUOTA, "  representatives_per_team: many\n")
    data = data.replace(b'id: "2024"', b"id: 2024")
    file = tmp_path / "broken.yaml"
    file.write_bytes(data)
    with pytest.raises(EditionError) as caught:
        load_edition(file)
    assert [(mistake.path, mistake.line) for mistake in caught.value.mistakes] == [
        ("id", data[: data.index(b"id: 2024")].count(b"\n") + 1),
        ("quotas.representatives_per_team", line),
    ]
    assert str(caught.value).splitlines() == [
        f"{file}：届次文件有 2 处错误 / 2 mistake(s) in the edition file",
        *(f"  {mistake}" for mistake in caught.value.mistakes),
    ]
    assert str(caught.value.mistakes[1]) == (
        f"第 {line} 行 quotas.representatives_per_team [NOT_WHOLE_NUMBER] 应为不加引号的整数"
        f" / line {line}: must be a whole number, not quoted"
    )


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A1: a file that can't be opened is an EditionError like any other, a folder too."""
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(EditionError) as caught:
            load_edition(path)
        assert [(mistake.code, mistake.path, mistake.line) for mistake in caught.value.mistakes] == [
            ("CANNOT_OPEN", "(file)", 1)
        ]


@pytest.mark.parametrize("content", [b"just words", b"- a\n- list\n", b"7\n"])
def test_a_file_without_a_mapping_is_refused(content: bytes) -> None:
    """A1: other YAML is refused as a whole."""
    edition, mistakes = parse(content)
    assert edition is None
    assert [(mistake.code, mistake.path, mistake.line) for mistake in mistakes] == [("NOT_A_MAPPING", "(file)", 1)]


def test_d2_an_edition_from_before_the_days_of_review_were_asked_for_gives_five(edited: Edited) -> None:
    """A1, D2: an older file stays valid; a newer one sets the days."""
    line = "  review: {days: 5, basis: platform, zh: 审查员作出决定的期限, en: Time for a reviewer to decide}\n"
    without, _ = edited(line, "")
    with_nine, _ = edited(line, line.replace("days: 5", "days: 9"))
    loaded = [parse(data) for data in (without, with_nine)]
    days = [edition.durations.review.days if edition is not None else 0 for edition, _ in loaded]
    assert (days, [mistakes for _, mistakes in loaded]) == ([5, 9], [[], []])


def test_f5_an_edition_from_before_the_shares_of_duplicates_were_asked_for_has_those_of_2024(edited: Edited) -> None:
    """A1, F5: an older file stays valid; a newer one sets them."""
    begins = "duplicates:  # from which share of their text on two projects are put to a person; it is a person who decides\n"
    resembling = '  resembling: "0.60"  # of both texts together\n'
    contained = '  contained: "0.80"  # of the shorter text, in whatever longer one\n'
    part = f"{begins}  basis: platform\n{resembling}{contained}"
    without, _ = edited(part, "")
    strict, _ = edited(part, part.replace("0.80", "0.70"))
    loaded = [parse(data) for data in (without, strict)]
    shares = [edition.duplicates.contained if edition is not None else None for edition, _ in loaded]
    assert (shares, [mistakes for _, mistakes in loaded]) == ([Decimal("0.8"), Decimal("0.70")], [[], []])
