"""Synthetic participants pass the checks that real ones must pass (B1, B5), and are like nobody else."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from chassis.edition import load_edition
from chassis.edition.schema import Edition
from chassis.text.codes import is_uscc
from chassis.text.identity import IdentityForm, form_of
from cli.synthetic import PEOPLE, PLACE, Project, Synthetic, body_code, resident_id, uscc
from inspection.files import inspect_file


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition(Path("editions/2024.yaml"))


def grams(project: Project) -> set[str]:
    text = "".join(text for _, text in project.sections)
    return {text[at : at + 5] for at in range(len(text) - 4)}


def likeness(first: Project, second: Project) -> float:
    a, b = grams(first), grams(second)
    return len(a & b) / len(a | b)


def test_check_characters_are_those_of_the_standards_own_examples() -> None:
    # GB 11643-1999's example, and the one that GB 11714 gives
    assert resident_id("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert resident_id("440524", date(1880, 1, 1), 1) == "440524188001010014"
    assert body_code(0) == "000000000"
    assert body_code(12345678) == "123456788"


def test_a_code_changes_its_check_character_with_any_digit() -> None:
    codes = {uscc("91", PLACE, number) for number in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {18}
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [3**place for place in range(17)] + [1]
    assert {
        sum(alphabet.index(char) * weight for char, weight in zip(code, weights, strict=True)) % 31 for code in codes
    } == {0}


def test_people_of_a_seed_are_distinct_and_of_no_real_place(edition: Edition) -> None:
    """B5: no identity number comes twice, up to the last."""
    synthetic = Synthetic(edition, seed=3)
    numbers = [synthetic.person(index).identity_number for index in range(20_000)]
    assert len(set(numbers)) == 20_000
    assert {number[:6] for number in numbers} == {PLACE}
    assert synthetic.person(PEOPLE - 1).identity_number not in set(numbers)
    with pytest.raises(IndexError):
        synthetic.person(PEOPLE)


def test_the_same_seed_gives_the_same_and_another_gives_others(edition: Edition) -> None:
    first = Synthetic(edition, 1).registration(7, "110000", "industry-1")
    assert Synthetic(edition, 1).registration(7, "110000", "industry-1") == first
    other = Synthetic(edition, 2).registration(7, "110000", "industry-1")
    assert other["lead"]["uscc"] != first["lead"]["uscc"]
    assert {r["identity_number"] for r in other["representatives"]}.isdisjoint(
        r["identity_number"] for r in first["representatives"]
    )


def test_teams_of_a_seed_share_nobody(edition: Edition) -> None:
    """B5."""
    synthetic = Synthetic(edition)
    teams = [synthetic.registration(index, "110000", "industry-1", people=5) for index in range(200)]
    numbers = [person["identity_number"] for team in teams for person in team["representatives"]]
    assert len(set(numbers)) == 1000


def test_sections_keep_to_the_lengths_of_the_edition(edition: Edition) -> None:
    """C4: each section is there and long enough, and none is too long."""
    for index, topic in enumerate(edition.topics):
        project = Synthetic(edition).project(index, topic.id)
        assert [name for name, _ in project.sections] == [section.id for section in edition.sections]
        for name, text in project.sections:
            section = edition.section(name)
            assert section.min_length <= len(text) <= section.max_length


def test_projects_differ_and_a_planted_copy_is_similar(edition: Edition) -> None:
    """F5: what is planted as a duplicate is far more alike than any two others are, within one topic too."""
    synthetic = Synthetic(edition, 5)
    projects = [synthetic.project(index, "industry-1") for index in range(25)]
    apart = max(likeness(first, second) for first, second in combinations(projects, 2))
    assert apart < 0.4
    assert likeness(projects[0], synthetic.near_copy(projects[0], 900)) > 0.85
    assert synthetic.near_copy(projects[0], 900).project_name != projects[0].project_name


def test_a_long_project_fills_its_sections_in_proportion_to_their_limits(edition: Edition) -> None:
    """C4: as many characters as asked for, short of one a section; the names stay; the texts of two projects differ."""
    synthetic, limits = Synthetic(edition), {section.id: section.max_length for section in edition.sections}
    project = synthetic.long_project(3, "industry-1", 40_000)
    lengths = {name: len(text) for name, text in project.sections}
    assert 40_000 - len(limits) < sum(lengths.values()) <= 40_000
    assert lengths == {name: 40_000 * limit // sum(limits.values()) for name, limit in limits.items()}
    assert project.team_name == synthetic.project(3, "industry-1").team_name
    assert project.sections != synthetic.long_project(4, "industry-1", 40_000).sections
    with pytest.raises(ValueError, match="at most"):
        synthetic.long_project(3, "industry-1", sum(limits.values()) + 1)


def test_evidence_is_as_large_as_asked_for_and_can_be_read(edition: Edition, tmp_path: Path) -> None:
    """C5: no two files have the same content."""
    files = Synthetic(edition).evidence(4, "owner", 100_000)
    assert {len(file.content) // 10_000 for file in files} == {10}
    assert len({file.sha256 for file in files}) == len(files)
    path = tmp_path / "large.pdf"
    path.write_bytes(files[0].content)
    assert inspect_file(path).media_type == "application/pdf"


def test_evidence_is_of_every_required_kind_and_of_the_teams_own(edition: Edition) -> None:
    """C5."""
    synthetic = Synthetic(edition)
    owner = synthetic.organisation(4).uscc
    files = synthetic.evidence(4, owner)
    assert [file.kind for file in files] == [kind.id for kind in edition.evidence.required]
    assert {file.owner_uscc for file in files} == {owner}
    assert len({file.sha256 for file in files}) == len(files)


def test_evidence_passes_the_very_checks_of_registration(edition: Edition, tmp_path: Path) -> None:
    """C7: whole PDFs."""
    for place, file in enumerate(Synthetic(edition).evidence(7, "")):
        path = tmp_path / str(place)
        path.write_bytes(file.content)
        assert inspect_file(path).media_type == "application/pdf"


def test_registration_accepts_the_synthetic_numbers(edition: Edition) -> None:
    """B1, B5: the very checks of registration; and with its last character changed each is refused."""
    synthetic = Synthetic(edition, 11)
    for index in range(300):
        for kind in ("enterprise", "public_institution", "research_institute", "university"):
            code = synthetic.organisation(index, kind).uscc
            assert is_uscc(code)
            assert not is_uscc(code[:-1] + ("1" if code[-1] == "0" else "0"))
        number = synthetic.person(index).identity_number
        wrong = number[:-1] + ("1" if number[-1] == "0" else "0")
        assert form_of((IdentityForm.GB_11643,), number, date(2024, 6, 15)) is IdentityForm.GB_11643
        assert form_of((IdentityForm.GB_11643,), wrong, date(2024, 6, 15)) is None
